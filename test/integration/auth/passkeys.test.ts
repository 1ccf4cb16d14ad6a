import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type AuthHarness,
  aUser,
  PASSWORD,
  slugOf,
  startAuth,
} from "../../support/auth-harness.ts";
import { add, anAssertion, aPasskey, login, register, registerOptions } from "../../support/passkeys.ts";
import { type Departure, softwareAuthenticator } from "../../support/software-authenticator.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const list = async (bearer: string, query = "") =>
  (await auth.call("GET", `/v1/auth/passkeys${query}`, { bearer })).body;
const remove = (bearer: string, id: string) => auth.call("DELETE", `/v1/auth/passkeys/${id}`, { bearer });
const actsOf = async (userId: string) =>
  (await auth.auditOf(userId)).map(({ action, outcome }) => `${action} ${outcome}`);
/** What they were told about their passkeys. */
const mailsOf = async (userId: string) =>
  (await auth.mailsTo(userId))
    .filter(({ kind }) => kind === "second-factor-changed")
    .map(({ facts }) => facts.what);
const stored = async (collection: string) =>
  (await auth.db.collection(`tenants/default/${collection}`).count().get()).data().count;

describe("adding a passkey", () => {
  it("shows it to its owner, tells them and writes it down", async () => {
    const { user, tokens, email } = await aUser(auth, { device: { id: "d", name: "Ada's phone" } });
    const options = await registerOptions(auth, tokens.accessToken);
    expect(options.headers.get("cache-control")).toBe("no-store");
    expect(options.body.options).toMatchObject({
      rp: { id: "localhost" },
      user: { id: Buffer.from(user.id).toString("base64url"), name: email },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    const authenticator = softwareAuthenticator();
    const { challengeId } = options.body;
    const response = authenticator.make(options.body.options);
    const added = await add(auth, tokens.accessToken, { challengeId, response });
    expect(added.status).toBe(201);
    expect(added.headers.get("location")).toBe(`/v1/auth/passkeys/${added.body.id}`);
    expect(added.body).toEqual({
      ...{ id: added.body.id, name: "Ada's phone", createdAt: added.body.createdAt, lastUsedAt: null },
      ...{ backedUp: true, transports: ["internal", "hybrid"] },
    });
    expect(await list(tokens.accessToken)).toEqual({ items: [added.body], nextCursor: null });
    expect(await actsOf(user.id)).toContain("passkey.added success");
    expect(await mailsOf(user.id)).toEqual(["The passkey “Ada's phone” was added to your account"]);
    const again = await registerOptions(auth, tokens.accessToken);
    expect(again.body.options.excludeCredentials).toEqual([
      { id: authenticator.id, type: "public-key", transports: ["internal", "hybrid"] },
    ]);
  });

  it("takes a name, and an attestation it does not look at", async () => {
    const { tokens } = await aUser(auth);
    const { challengeId, options } = (await registerOptions(auth, tokens.accessToken)).body;
    // A statement with certificates would make the server fetch what they name.
    const attestation = { fmt: "packed", attStmt: new Map([["x5c", "http://127.0.0.1:1/crl"]]) };
    const response = softwareAuthenticator().make(options, { attestation });
    const added = await add(auth, tokens.accessToken, { challengeId, response, name: "  Key ring " });
    expect([added.status, added.body.name]).toEqual([201, "Key ring"]);
  });

  it.each<[string, Departure]>([
    ["another origin", { origin: "https://evil.example" }],
    ["another domain", { rpId: "evil.example" }],
    ["a frame of another site", { crossOrigin: true }],
    ["an authenticator that did not verify its user", { unverified: true }],
    ["the answer to a login", { type: "webauthn.get" }],
    ["a copy of what cannot be copied", { backupEligible: false, backedUp: true }],
  ])("refuses %s", async (_, departure) => {
    const { user, tokens } = await aUser(auth);
    const answer = await register(auth, tokens.accessToken, softwareAuthenticator(), { departure });
    expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
    expect(answer.body.errors).toMatchObject([{ pointer: "#/response" }]);
    expect((await list(tokens.accessToken)).items).toEqual([]);
    expect(await actsOf(user.id)).not.toContain("passkey.added success");
  });

  it("refuses an id that is not the credential's", async () => {
    const { tokens } = await aUser(auth);
    const { challengeId, options } = (await registerOptions(auth, tokens.accessToken)).body;
    const other = softwareAuthenticator().id;
    const response = { ...softwareAuthenticator().make(options), id: other, rawId: other };
    const answer = await add(auth, tokens.accessToken, { challengeId, response });
    expect(answer.body.errors).toMatchObject([{ pointer: "#/response" }]);
  });

  it("refuses a challenge that is another's, expired, for a login, or made up", async () => {
    const [ada, eve] = await Promise.all([aUser(auth), aUser(auth)]);
    const challengeOf = async (bearer: string) => (await registerOptions(auth, bearer)).body;
    const hers = await challengeOf(ada.tokens.accessToken);
    const late = await challengeOf(eve.tokens.accessToken);
    const forLogin = (await auth.call("POST", "/v1/auth/passkeys/login-options")).body;
    const refusalOf = async (from: { challengeId: string; options: { challenge: string } }) => {
      const rp = { id: "localhost" };
      const options = { rp, user: { id: "" }, challenge: from.options.challenge };
      const response = softwareAuthenticator().make(options);
      return add(auth, eve.tokens.accessToken, { challengeId: from.challengeId, response });
    };
    const bearer = eve.tokens.accessToken;
    const forProof = (await auth.call("POST", "/v1/auth/passkeys/reauthenticate-options", { bearer })).body;
    const madeUp = { ...late, challengeId: `${late.challengeId.slice(0, -1)}-` };
    const answers: Answer[] = [];
    for (const from of [hers, forLogin, forProof, madeUp]) answers.push(await refusalOf(from));
    auth.advance(300);
    answers.push(await refusalOf(late));
    for (const answer of answers) {
      expect(slugOf(answer)).toBe("validation-error");
      expect(answer.body.errors).toMatchObject([{ pointer: "#/challengeId" }]);
    }
    expect((await list(eve.tokens.accessToken)).items).toEqual([]);
  });

  it("happens once for one challenge, however often it is sent at once", async () => {
    const { user, tokens } = await aUser(auth);
    const { challengeId, options } = (await registerOptions(auth, tokens.accessToken)).body;
    const response = softwareAuthenticator().make(options);
    const once = () => add(auth, tokens.accessToken, { challengeId, response });
    const answers = await Promise.all(Array.from({ length: 6 }, once));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400, 400]);
    const replay = await once();
    expect(replay.body.errors).toMatchObject([{ pointer: "#/challengeId", detail: "was used before" }]);
    expect((await list(tokens.accessToken)).items).toHaveLength(1);
    expect(await mailsOf(user.id)).toHaveLength(1);
  });

  it("refuses a credential that somebody has registered", async () => {
    const [ada, eve] = await Promise.all([aUser(auth), aUser(auth)]);
    const { authenticator } = await aPasskey(auth, ada.tokens.accessToken);
    for (const { tokens } of [eve, ada]) {
      const answer = await register(auth, tokens.accessToken, authenticator);
      expect([answer.status, slugOf(answer)]).toEqual([409, "conflict"]);
    }
    expect((await list(eve.tokens.accessToken)).items).toEqual([]);
  });

  it("gives one credential to one of two who register it at once", async () => {
    const users = await Promise.all([aUser(auth), aUser(auth)]);
    const credentialId = Buffer.from(randomUUID());
    const answers = await Promise.all(
      users.map(({ tokens }) => register(auth, tokens.accessToken, softwareAuthenticator({ credentialId }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("stops at twenty, also when many come at once", async () => {
    const { tokens } = await aUser(auth);
    const ready = await Promise.all(
      Array.from({ length: 22 }, async () => (await registerOptions(auth, tokens.accessToken)).body),
    );
    const answers = await Promise.all(
      ready.map(({ challengeId, options }) =>
        add(auth, tokens.accessToken, { challengeId, response: softwareAuthenticator().make(options) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect((await list(tokens.accessToken, "?limit=100")).items).toHaveLength(20);
    const first = await list(tokens.accessToken, "?limit=13");
    const rest = await list(tokens.accessToken, `?limit=13&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...rest.items].map(({ id }: { id: string }) => id);
    expect([new Set(ids).size, rest.nextCursor]).toEqual([20, null]);
    expect(slugOf(await registerOptions(auth, tokens.accessToken))).toBe("conflict");
  });

  it("wants whoever adds or removes one to have proved just now who they are", async () => {
    const { email, tokens } = await aUser(auth);
    const { passkeyId } = await aPasskey(auth, tokens.accessToken);
    const { challengeId, options } = (await registerOptions(auth, tokens.accessToken)).body;
    auth.advance(361);
    const response = softwareAuthenticator().make(options);
    const answers = [
      await registerOptions(auth, tokens.accessToken),
      await add(auth, tokens.accessToken, { challengeId, response }),
      await remove(tokens.accessToken, passkeyId),
    ];
    for (const answer of answers) expect(slugOf(answer)).toBe("fresh-authentication-required");
    const { body } = await auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD } });
    expect((await registerOptions(auth, body.tokens.accessToken)).status).toBe(200);
  });

  it("is refused to a session that was ended a moment ago", async () => {
    const { email, tokens } = await aUser(auth);
    const { challengeId, options } = (await registerOptions(auth, tokens.accessToken)).body;
    const other = await auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD } });
    const { accessToken } = other.body.tokens;
    await auth.call("DELETE", `/v1/auth/sessions/${tokens.sessionId}`, { bearer: accessToken });
    const response = softwareAuthenticator().make(options);
    expect(slugOf(await add(auth, tokens.accessToken, { challengeId, response }))).toBe("session-ended");
    expect((await list(accessToken)).items).toEqual([]);
  });
});

describe("removing a passkey", () => {
  it("ends what it could do, once", async () => {
    const { user, tokens } = await aUser(auth);
    const { authenticator, passkeyId } = await aPasskey(auth, tokens.accessToken);
    expect((await remove(tokens.accessToken, passkeyId)).status).toBe(204);
    expect((await remove(tokens.accessToken, passkeyId)).status).toBe(404);
    expect((await list(tokens.accessToken)).items).toEqual([]);
    expect(slugOf(await login(auth, await anAssertion(auth, authenticator)))).toBe("invalid-credentials");
    expect(await actsOf(user.id)).toContain("passkey.removed success");
    expect(await mailsOf(user.id)).toContain("The passkey “Passkey” was removed from your account");
  });

  it("is nobody else's to do", async () => {
    const [ada, eve] = await Promise.all([aUser(auth), aUser(auth)]);
    const { passkeyId } = await aPasskey(auth, ada.tokens.accessToken);
    await aPasskey(auth, eve.tokens.accessToken);
    expect((await remove(eve.tokens.accessToken, passkeyId)).status).toBe(404);
    expect((await list(ada.tokens.accessToken)).items).toHaveLength(1);
  });

  it("leaves a way to sign in, also when the last two go at once", async () => {
    const { body } = await auth.call("POST", "/v1/auth/anonymous", { body: {} });
    const bearer = body.tokens.accessToken;
    const both = [await aPasskey(auth, bearer), await aPasskey(auth, bearer)];
    const answers = await Promise.all(both.map(({ passkeyId }) => remove(bearer, passkeyId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.detail).toContain("/v1/auth/anonymous/upgrade");
    expect((await list(bearer)).items).toHaveLength(1);
  });
});

describe("asking for options to sign in", () => {
  it("writes nothing and reads nothing of anybody's", async () => {
    const before = await stored("usedChallenges");
    const answer = await auth.call("POST", "/v1/auth/passkeys/login-options");
    expect(answer.status).toBe(200);
    expect(answer.body.options).toMatchObject({ rpId: "localhost", allowCredentials: [] });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await stored("usedChallenges")).toBe(before);
  });
});

import { setTimeout as wait } from "node:timers/promises";
import { FieldValue } from "@google-cloud/firestore";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logInByPasskey } from "#functions/auth/log-in-by-passkey";
import { makeScope } from "#functions/auth/make-scope";
import { TenantId } from "#functions/shared/id";
import {
  type Answer,
  type AuthHarness,
  aUser,
  PASSWORD,
  slugOf,
  startAuth,
} from "../../support/auth-harness.ts";
import {
  add,
  anAssertion,
  aPasskey,
  login,
  loginOptions,
  register,
  registerOptions,
} from "../../support/passkeys.ts";
import { type Departure, softwareAuthenticator } from "../../support/software-authenticator.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const sessionsOf = async (bearer: string): Promise<number> =>
  (await auth.call("GET", "/v1/auth/sessions?limit=100", { bearer })).body.items.length;
const actsOf = async (userId: string) =>
  (await auth.auditOf(userId)).map(({ action, outcome }) => `${action} ${outcome}`);
const clonesTold = async (userId: string) =>
  (await auth.mailsTo(userId)).filter(({ kind }) => kind === "passkey-cloned").length;
const refused = (answer: Answer) => [answer.status, slugOf(answer)];
const INVALID = [401, "invalid-credentials"];

/** Somebody with a passkey. */
async function anOwner(how: { counts?: boolean } = {}) {
  const ada = await aUser(auth);
  return { ...ada, bearer: ada.tokens.accessToken, ...(await aPasskey(auth, ada.tokens.accessToken, how)) };
}

describe("signing in with a passkey", () => {
  it("begins a session of its owner, and notes when it was used", async () => {
    const { user, bearer, authenticator } = await anOwner();
    auth.advance(60);
    const device = { id: "phone", name: "Ada's phone" };
    const answer = await login(auth, { ...(await anAssertion(auth, authenticator)), device });
    expect([answer.status, answer.body.user.id]).toEqual([200, user.id]);
    expect(answer.body.deviceProof).toEqual(expect.any(String));
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const me = await auth.call("GET", "/v1/users/me", { bearer: answer.body.tokens.accessToken });
    expect(me.body.id).toBe(user.id);
    const { items } = (await auth.call("GET", "/v1/auth/passkeys", { bearer })).body;
    expect(Date.parse(items[0].lastUsedAt) - Date.parse(items[0].createdAt)).toBe(60_000);
    expect(await actsOf(user.id)).toContain("session.begun success");
  });

  it.each<[string, Departure]>([
    ["another origin", { origin: "https://evil.example" }],
    ["another domain", { rpId: "evil.example" }],
    ["a frame of another site", { crossOrigin: true }],
    ["an authenticator that did not verify its user", { unverified: true }],
    ["the making of a passkey", { type: "webauthn.create" }],
    ["what was made for one device and now is on several", { backupEligible: false, backedUp: false }],
    ["another user's handle", { userHandle: "bm9ib2R5" }],
    ["nobody's handle", { userHandle: "" }],
  ])("refuses %s, and writes it down", async (what, departure) => {
    const { user, bearer, authenticator } = await anOwner();
    const assertion = await anAssertion(auth, authenticator, departure);
    const { userHandle, ...rest } = assertion.response.response;
    const response = { ...assertion.response, response: userHandle === "" ? rest : { ...rest, userHandle } };
    expect(refused(await login(auth, { ...assertion, response })), what).toEqual(INVALID);
    expect(await sessionsOf(bearer)).toBe(1);
    expect(await actsOf(user.id)).toContain("session.refused failure");
  });

  it("refuses another key, a changed signature, and a credential nobody has", async () => {
    const { authenticator } = await anOwner();
    const assertion = await anAssertion(auth, authenticator);
    const credentialId = Buffer.from(authenticator.id, "base64url");
    const imposter = softwareAuthenticator({ credentialId });
    const { userHandle } = assertion.response.response;
    const forged = await anAssertion(auth, imposter, { userHandle });
    expect(refused(await login(auth, forged))).toEqual(INVALID);
    const { signature } = forged.response.response;
    const swapped = { ...assertion.response.response, signature };
    const response = { ...assertion.response, response: swapped };
    expect(refused(await login(auth, { ...assertion, response }))).toEqual(INVALID);
    const unknown = await anAssertion(auth, softwareAuthenticator(), { userHandle });
    expect(refused(await login(auth, unknown))).toEqual(INVALID);
    expect((await login(auth, assertion)).status, "what was not used is still good").toBe(200);
  });

  it.each([{ counts: false }, { counts: true }])(
    "takes one answer once, also of twenty at once: $counts",
    async (how) => {
      const { user, bearer, authenticator } = await anOwner(how);
      const assertion = await anAssertion(auth, authenticator);
      const answers = await Promise.all(Array.from({ length: 20 }, () => login(auth, assertion)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter((answer) => slugOf(answer) === "invalid-credentials")).toHaveLength(19);
      expect(refused(await login(auth, assertion))).toEqual(INVALID);
      expect(await sessionsOf(bearer)).toBe(2);
      expect(await clonesTold(user.id), "an answer sent twice raises no alarm").toBe(0);
    },
  );

  it("takes as many answers at once as there are challenges", async () => {
    const { bearer, authenticator } = await anOwner();
    const ready = await Promise.all(Array.from({ length: 5 }, () => anAssertion(auth, authenticator)));
    const answers = await Promise.all(ready.map((assertion) => login(auth, assertion)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await sessionsOf(bearer)).toBe(6);
  });

  it("refuses a challenge that has expired, is for something else, or is not ours", async () => {
    const { bearer, authenticator } = await anOwner();
    const late = await anAssertion(auth, authenticator);
    const answerTo = async ({ body: { challengeId, options } }: Answer) => {
      const { challenge } = options;
      return { challengeId, response: authenticator.sign({ challenge, rpId: "localhost" }) };
    };
    const forRegistering = await answerTo(await registerOptions(auth, bearer));
    const confirmation = await auth.call("POST", "/v1/auth/passkeys/reauthenticate-options", { bearer });
    const forConfirming = await answerTo(confirmation);
    const other = { ...(await anAssertion(auth, authenticator)), challengeId: late.challengeId };
    for (const assertion of [forRegistering, forConfirming, other])
      expect(refused(await login(auth, assertion))).toEqual(INVALID);
    for (const challengeId of ["", "a.b.c", late.challengeId.replace(/^\d+/, "9999999999")])
      expect(refused(await login(auth, { ...late, challengeId }))).toEqual(INVALID);
    auth.advance(299);
    const last = await anAssertion(auth, authenticator);
    auth.advance(1);
    expect(refused(await login(auth, late))).toEqual(INVALID);
    expect((await login(auth, last)).status).toBe(200);
  });

  it("refuses a count that does not rise, and tells its owner that there may be two of it", async () => {
    const { user, bearer, authenticator } = await anOwner({ counts: true });
    const at = async (counter: number) => login(auth, await anAssertion(auth, authenticator, { counter }));
    expect((await at(7)).status).toBe(200);
    expect(refused(await at(7))).toEqual(INVALID);
    expect(refused(await at(0))).toEqual(INVALID);
    expect(await clonesTold(user.id)).toBe(2);
    expect(await actsOf(user.id)).toContain("passkey.cloned failure");
    expect((await at(8)).status).toBe(200);
    expect(await sessionsOf(bearer)).toBe(3);
  });

  it("raises no alarm for a count that nobody has signed", async () => {
    const { user, authenticator } = await anOwner({ counts: true });
    expect((await login(auth, await anAssertion(auth, authenticator, { counter: 5 }))).status).toBe(200);
    const old = await anAssertion(auth, authenticator, { counter: 1 });
    const { signature } = (await anAssertion(auth, authenticator, { counter: 6 })).response.response;
    const response = { ...old.response, response: { ...old.response.response, signature } };
    expect(refused(await login(auth, { ...old, response }))).toEqual(INVALID);
    expect(await clonesTold(user.id)).toBe(0);
  });

  it("tells a suspended user so, and nobody else", async () => {
    const { user, authenticator } = await anOwner();
    const ref = auth.db.doc(`tenants/default/users/${user.id}`);
    await ref.update({ status: "suspended" });
    const answer = await login(auth, await anAssertion(auth, authenticator));
    expect(refused(answer)).toEqual([403, "account-suspended"]);
    const unverified = await anAssertion(auth, authenticator, { unverified: true });
    expect(refused(await login(auth, unverified))).toEqual(INVALID);
  });

  it("admits nobody who is suspended at the same moment", async () => {
    const { user, bearer, authenticator } = await anOwner();
    const scope = makeScope(auth.deps)(TenantId.parse("default"));
    const suspended = async () => {
      await auth.db.doc(`tenants/default/users/${user.id}`).update({ status: "suspended" });
      await auth.db
        .doc(`tenants/default/credentials/${user.id}`)
        .update({ signIns: FieldValue.increment(1) });
    };
    const readBeside: typeof scope.accounts.readBeside = async (userId, other) => {
      // Whatever else is read at the same time has been read by then.
      await wait(200);
      await suspended();
      return scope.accounts.readBeside(userId, other);
    };
    const late = { ...scope, accounts: { ...scope.accounts, readBeside } };
    const origin = { address: "192.0.2.1", userAgent: "" };
    const signIn = logInByPasskey(late, { ...(await anAssertion(auth, authenticator)), origin });
    await expect(signIn).rejects.toMatchObject({ slug: "account-suspended" });
    expect(await sessionsOf(bearer)).toBe(1);
  });

  it("admits nobody whose account is gone", async () => {
    const { user, authenticator } = await anOwner();
    await auth.db.doc(`tenants/default/users/${user.id}`).delete();
    expect(refused(await login(auth, await anAssertion(auth, authenticator)))).toEqual(INVALID);
  });
});

describe("proving by passkey who one is", () => {
  const options = (bearer: string) =>
    auth.call("POST", "/v1/auth/passkeys/reauthenticate-options", { bearer });
  const confirm = (bearer: string, body: object) =>
    auth.call("POST", "/v1/auth/passkeys/reauthenticate", { bearer, body });

  it("gives tokens of the same session that are fresh", async () => {
    const { email, user, tokens, authenticator } = await anOwner();
    auth.advance(400);
    const refresh = { refreshToken: tokens.refreshToken };
    const { accessToken } = (await auth.call("POST", "/v1/auth/refresh", { body: refresh })).body;
    expect(slugOf(await registerOptions(auth, accessToken))).toBe("fresh-authentication-required");
    const { challengeId, options: asked } = (await options(accessToken)).body;
    expect(asked.allowCredentials).toMatchObject([{ id: authenticator.id }]);
    const body = { challengeId, response: authenticator.sign(asked) };
    const answer = await confirm(accessToken, body);
    expect([answer.status, answer.body.sessionId]).toEqual([200, tokens.sessionId]);
    expect((await registerOptions(auth, answer.body.accessToken)).status).toBe(200);
    expect(refused(await confirm(accessToken, body)), "once").toEqual(INVALID);
    const password = await auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD } });
    expect(password.body.user.id).toBe(user.id);
  });

  it("takes no passkey, no challenge and no session of another's", async () => {
    const [ada, eve] = await Promise.all([anOwner(), anOwner()]);
    const hers = (await options(ada.bearer)).body;
    const own = (await options(eve.bearer)).body;
    const { challengeId } = own;
    const withAdas = { challengeId, response: ada.authenticator.sign(own.options) };
    expect(refused(await confirm(eve.bearer, withAdas))).toEqual(INVALID);
    const toHers = { challengeId: hers.challengeId, response: eve.authenticator.sign(hers.options) };
    expect(refused(await confirm(eve.bearer, toHers))).toEqual(INVALID);
    const forLogin = await anAssertion(auth, eve.authenticator);
    expect(refused(await confirm(eve.bearer, forLogin))).toEqual(INVALID);
    const toAdd = (await registerOptions(auth, eve.bearer)).body;
    const { challenge } = toAdd.options;
    const response = eve.authenticator.sign({ challenge, rpId: "localhost" });
    const forAdding = { challengeId: toAdd.challengeId, response };
    expect(refused(await confirm(eve.bearer, forAdding))).toEqual(INVALID);
    const ended = { challengeId, response: eve.authenticator.sign(own.options) };
    const other = (await login(auth, await anAssertion(auth, eve.authenticator))).body.tokens.accessToken;
    await auth.call("DELETE", `/v1/auth/sessions/${eve.tokens.sessionId}`, { bearer: other });
    expect(slugOf(await confirm(eve.bearer, ended))).toBe("session-ended");
  });
});

describe("garbage", () => {
  const fields = ["id", "rawId", "type", "response"];
  const inner = ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"];
  const wrong = [7, true, [], {}, "", "not base64url!", "====", "x".repeat(30_000)];

  it.each(["login", "add"])("in the fields of %s is pointed at", async (call) => {
    const { bearer, authenticator } = await anOwner();
    const { challengeId, options } = (await registerOptions(auth, bearer)).body;
    const made = softwareAuthenticator().make(options);
    const good =
      call === "login"
        ? { ...(await anAssertion(auth, authenticator)) }
        : { challengeId, response: { ...made, response: { ...made.response } } };
    const sendBody = (body: object) => (call === "login" ? login(auth, body) : add(auth, bearer, body));
    const present = inner.filter((name) => name in good.response.response);
    for (const value of wrong) {
      const variants: [string, object][] = [
        ...fields.map((name): [string, object] => [
          `#/response/${name}`,
          { ...good, response: { ...good.response, [name]: value } },
        ]),
        ...present.map((name): [string, object] => [
          `#/response/response/${name}`,
          {
            ...good,
            response: { ...good.response, response: { ...good.response.response, [name]: value } },
          },
        ]),
      ];
      for (const [pointer, body] of variants) {
        const answer = await sendBody(body);
        expect(refused(answer), pointer).toEqual([400, "validation-error"]);
        // What is inside a response that is none is missing.
        const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
        expect(pointers.some((found: string) => found.startsWith(pointer))).toBe(true);
      }
    }
    expect((await sendBody(good)).status).toBeLessThan(300);
  });

  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
  const text = (value: Uint8Array | string) => Buffer.from(value).toString("base64url");
  const anything = fc.oneof(bytes.map(text), fc.json().map(text));

  it("that is well-formed is refused, never an error of ours", async () => {
    const { bearer, authenticator } = await anOwner();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("clientDataJSON", "authenticatorData", "signature", "userHandle"),
        anything,
        async (field, value) => {
          const assertion = await anAssertion(auth, authenticator);
          const response = {
            ...assertion.response,
            response: { ...assertion.response.response, [field]: value.slice(0, 90) || "AA" },
          };
          expect(refused(await login(auth, { ...assertion, response }))).toEqual(INVALID);
        },
      ),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("clientDataJSON", "attestationObject"),
        anything,
        async (field, value) => {
          const { challengeId, options } = (await registerOptions(auth, bearer)).body;
          const made = softwareAuthenticator().make(options);
          const response = { ...made, response: { ...made.response, [field]: value || "AA" } };
          const answer = await add(auth, bearer, { challengeId, response });
          expect(refused(answer)).toEqual([400, "validation-error"]);
        },
      ),
      { numRuns: 60 },
    );
    expect((await loginOptions(auth)).status).toBe(200);
    expect((await register(auth, bearer, softwareAuthenticator())).status).toBe(201);
  });
});

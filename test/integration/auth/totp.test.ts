import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const post = (path: string, body?: object, bearer?: string) =>
  auth.call("POST", `/v1/auth/${path}`, { ...(body && { body }), ...(bearer && { bearer }) });

/** The authenticator app on somebody's phone, whose clock may be off by some steps. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: auth.deps.clock().getTime() + steps * 30_000,
  });
const wrongCode = (secret: string) => {
  const near = [-1, 0, 1].map((steps) => codeOf(secret, steps));
  return ["000000", "111111", "222222", "333333"].find((code) => !near.includes(code)) ?? "";
};

async function protectedUser() {
  const user = await aUser(auth);
  const bearer: string = user.tokens.accessToken;
  const { body } = await post("mfa/totp", undefined, bearer);
  const confirmed = await post("mfa/totp/confirm", { code: codeOf(body.secret) }, bearer);
  expect(confirmed.status).toBe(200);
  auth.advance(60);
  const [recoveryCodes, secret]: [string[], string] = [confirmed.body.recoveryCodes, body.secret];
  return { email: user.email, user: user.user, bearer, secret, recoveryCodes };
}

const login = (email: string, more: object = {}) => post("login", { email, password: PASSWORD, ...more });

describe("an authenticator", () => {
  it("is asked for from the first code on that was confirmed, and not before", async () => {
    const { email, tokens } = await aUser(auth);
    const begun = await post("mfa/totp", undefined, tokens.accessToken);
    expect(begun.headers.get("cache-control")).toBe("no-store");
    expect(begun.body.otpauthUri).toMatch(/^otpauth:\/\/totp\/Lyo:/);
    expect(decodeURIComponent(begun.body.otpauthUri)).toContain(email);
    expect((await login(email)).status).toBe(200);
    const again = await post("mfa/totp", undefined, tokens.accessToken);
    expect(again.body.secret, "one that was not confirmed is replaced").not.toBe(begun.body.secret);
    const wrong = await post("mfa/totp/confirm", { code: wrongCode(again.body.secret) }, tokens.accessToken);
    expect([wrong.status, slugOf(wrong), wrong.body.errors[0].pointer]).toEqual([
      401,
      "invalid-credentials",
      "#/code",
    ]);
    const spaced = codeOf(again.body.secret).replace(/(...)/, "$1 ");
    const { body } = await post("mfa/totp/confirm", { code: spaced }, tokens.accessToken);
    expect(new Set(body.recoveryCodes).size).toBe(10);
    expect(slugOf(await login(email))).toBe("mfa-required");
    const status = await auth.call("GET", "/v1/auth/mfa", { bearer: tokens.accessToken });
    expect(status.body).toEqual({
      totp: { enabled: true, enabledAt: expect.any(String), recoveryCodesLeft: 10 },
    });
    expect((await post("mfa/totp", undefined, tokens.accessToken)).status).toBe(409);
    expect((await post("mfa/totp/confirm", { code: "123456" }, tokens.accessToken)).status).toBe(409);
  });

  it("signs in with a code of now, or of half a minute off, once", async () => {
    const { email, secret } = await protectedUser();
    for (const steps of [-1, 0, 1]) {
      auth.advance(120);
      expect((await login(email, { totpCode: codeOf(secret, steps) })).status).toBe(200);
    }
    auth.advance(120);
    for (const steps of [-2, 2])
      expect((await login(email, { totpCode: codeOf(secret, steps) })).status).toBe(401);
    const totpCode = codeOf(secret);
    const answers = await Promise.all(Array.from({ length: 3 }, () => login(email, { totpCode })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const replay = await login(email, { totpCode });
    expect([replay.status, slugOf(replay), replay.body.errors[0].pointer]).toEqual([
      401,
      "invalid-credentials",
      "#/totpCode",
    ]);
  });

  it("was a code used at confirmation, so that it does not sign in as well", async () => {
    const { email, tokens } = await aUser(auth);
    const { body } = await post("mfa/totp", undefined, tokens.accessToken);
    const code = codeOf(body.secret);
    await post("mfa/totp/confirm", { code }, tokens.accessToken);
    expect((await login(email, { totpCode: code })).status).toBe(401);
  });

  it("gives way to each recovery code once, and says how many are left", async () => {
    const { email, recoveryCodes } = await protectedUser();
    const [first = "", second = ""] = recoveryCodes;
    const signedIn = await login(email, { recoveryCode: first.toUpperCase().replaceAll("-", " ") });
    expect([signedIn.status, signedIn.body.recoveryCodesLeft]).toEqual([200, 9]);
    expect((await login(email, { recoveryCode: first })).status).toBe(401);
    const answers = await Promise.all([1, 2, 3].map(() => login(email, { recoveryCode: second })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const other = await protectedUser();
    expect((await login(email, { recoveryCode: other.recoveryCodes[0] ?? "" })).status, "another's").toBe(
      401,
    );
  });

  it("lets nobody guess: a wrong code counts like a wrong password, a missing one resets nothing", async () => {
    const { email, secret } = await protectedUser();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        login(email, index % 2 ? { totpCode: wrongCode(secret) } : { recoveryCode: `guess-${index}` }),
      ),
    );
    const slugs = answers.map(slugOf);
    expect(slugs.filter((slug) => slug === "invalid-credentials")).toHaveLength(5);
    expect(slugOf(await login(email, { totpCode: codeOf(secret) }))).toBe("account-locked");
    auth.advance(900);
    expect(slugOf(await login(email))).toBe("mfa-required");
    expect(slugOf(await login(email, { totpCode: codeOf(secret) }))).toBe("account-locked");
  });

  it("is never asked of whoever does not know the password", async () => {
    const { email, secret } = await protectedUser();
    const wrong = await post("login", { email, password: "not it at all", totpCode: codeOf(secret) });
    expect([slugOf(wrong), wrong.body.errors]).toEqual(["invalid-credentials", undefined]);
    expect(slugOf(await post("login", { email, password: "not it at all" }))).toBe("invalid-credentials");
  });

  it("is part of proving anew who one is", async () => {
    const { bearer, secret } = await protectedUser();
    expect(slugOf(await post("reauthenticate", { password: PASSWORD }, bearer))).toBe("mfa-required");
    const totpCode = codeOf(secret);
    expect((await post("reauthenticate", { password: PASSWORD, totpCode }, bearer)).status).toBe(200);
    expect((await post("reauthenticate", { password: PASSWORD, totpCode }, bearer)).status).toBe(401);
  });

  it("is removed with the password or after a recent sign-in, and the user is told each time", async () => {
    const { email, user, bearer } = await protectedUser();
    const remove = (body: object) => auth.call("DELETE", "/v1/auth/mfa/totp", { bearer, body });
    auth.advance(400);
    const without = await remove({});
    expect([without.status, without.body.errors]).toMatchObject([400, [{ pointer: "#/password" }]]);
    expect(slugOf(await remove({ password: "not it at all" }))).toBe("invalid-credentials");
    expect((await remove({ password: PASSWORD })).status).toBe(204);
    expect((await remove({ password: PASSWORD })).status).toBe(404);
    expect((await login(email)).status).toBe(200);
    const mails = (await auth.mailsTo(user.id)).filter(({ kind }) => kind === "second-factor-changed");
    expect(mails).toHaveLength(2);
    const acts = (await auth.auditOf(user.id)).map(({ action }) => action);
    expect(acts).toEqual(expect.arrayContaining(["second-factor.enabled", "second-factor.disabled"]));
  });

  it("wants a recent sign-in to begin, and codes that are codes", async () => {
    const { tokens } = await aUser(auth);
    auth.advance(400);
    expect(slugOf(await post("mfa/totp", undefined, tokens.accessToken))).toBe(
      "fresh-authentication-required",
    );
    for (const code of ["12345", "1234567", "abcdef", "", "１２３４５６"])
      expect((await post("mfa/totp/confirm", { code }, tokens.accessToken)).status).toBe(400);
    const both = await login("a@example.com", { totpCode: "123456", recoveryCode: "x" });
    expect([both.status, both.body.errors[0].pointer]).toEqual([400, "#/recoveryCode"]);
  });

  it("keeps its secret and codes where the database alone gives neither away", async () => {
    const { user, secret, recoveryCodes } = await protectedUser();
    const stored = JSON.stringify((await auth.db.doc(`tenants/default/credentials/${user.id}`).get()).data());
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll("-", ""))])
      expect(stored).not.toContain(text);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAbandoned } from "#functions/auth/find-abandoned";
import { makeScope } from "#functions/auth/make-scope";
import { TenantId } from "#functions/shared/id";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";
import { anAssertion, aPasskey, login } from "../../support/passkeys.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const anonymous = (body?: object, headers?: Record<string, string>) =>
  auth.call("POST", "/v1/auth/anonymous", { ...(body && { body }), ...(headers && { headers }) });
const aVisitor = async () => {
  const { body } = await anonymous({});
  return { user: body.user, tokens: body.tokens, bearer: String(body.tokens.accessToken) };
};
const newEmail = () => `${randomUUID()}@example.com`;
const upgrade = (bearer: string, more: object = {}) =>
  auth.call("POST", "/v1/auth/anonymous/upgrade", {
    bearer,
    body: { email: newEmail(), password: PASSWORD, displayName: "Ada", ...more },
  });
const logIn = (email: string) => auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD } });
const me = async (bearer: string) => (await auth.call("GET", "/v1/users/me", { bearer })).body;

describe("learning without an account", () => {
  it("signs in a user who is nobody yet", async () => {
    const device = { id: "phone" };
    const answer = await anonymous({ locale: "de-AT", timeZone: "Europe/Vienna", device });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe("/v1/users/me");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { user, tokens, deviceProof } = answer.body;
    expect(user).toMatchObject({
      ...{ email: null, emailVerified: false, anonymous: true, displayName: "Learner" },
      ...{ locale: "de-AT", timeZone: "Europe/Vienna", roles: ["student"] },
    });
    expect(deviceProof).toEqual(expect.any(String));
    expect(await me(tokens.accessToken)).toEqual(user);
    const registered = auth.told().filter(({ type }) => type === "user.registered");
    expect(registered.at(-1)?.data).toEqual({ userId: user.id, anonymous: true });
    expect(await auth.auditOf(user.id)).toMatchObject([{ action: "user.registered", outcome: "success" }]);
    expect(await auth.mailsTo(user.id)).toEqual([]);
  });

  it("needs nothing to be sent, and makes somebody else each time", async () => {
    const answers = [await anonymous(), await anonymous(undefined, { "content-type": "application/json" })];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(2);
  });

  it("goes on by refreshing, and ends with the session", async () => {
    const { tokens, bearer } = await aVisitor();
    const refresh = { body: { refreshToken: tokens.refreshToken } };
    const next = (await auth.call("POST", "/v1/auth/refresh", refresh)).body;
    expect((await me(next.accessToken)).anonymous).toBe(true);
    expect((await auth.call("POST", "/v1/auth/logout", { bearer })).status).toBe(204);
    const after = await auth.call("POST", "/v1/auth/refresh", { body: { refreshToken: next.refreshToken } });
    expect(slugOf(after)).toBe("session-ended");
  });

  it("has no password to change or to prove oneself with", async () => {
    const { bearer } = await aVisitor();
    const body = { currentPassword: PASSWORD, newPassword: "a kite above the harbour" };
    const change = await auth.call("POST", "/v1/auth/change-password", { bearer, body });
    expect([change.status, slugOf(change)]).toEqual([409, "conflict"]);
    expect(change.body.detail).toContain("/v1/auth/anonymous/upgrade");
    const prove = { bearer, body: { password: PASSWORD } };
    expect(slugOf(await auth.call("POST", "/v1/auth/reauthenticate", prove))).toBe("invalid-credentials");
  });

  it("cannot take an address alone, which would be no way to sign in", async () => {
    const { user, bearer } = await aVisitor();
    const answer = await auth.call("PATCH", "/v1/users/me", { bearer, body: { email: newEmail() } });
    expect([answer.status, answer.body.errors]).toMatchObject([409, [{ pointer: "#/email" }]]);
    expect(await me(bearer)).toEqual(user);
    expect(await auth.mailsTo(user.id)).toEqual([]);
  });

  it.each([{ device: "phone" }, { locale: "?" }, { timeZone: "Mars" }, { email: "ada@example.com" }])(
    "refuses %j",
    async (body) => {
      const answer = await anonymous(body);
      expect(slugOf(answer)).toBe("validation-error");
      const [field] = Object.keys(body);
      expect(answer.body.errors).toMatchObject([{ pointer: `#/${field}` }]);
    },
  );
});

describe("upgrading an anonymous user", () => {
  it("gives the same user in the same session an address, a password and a name", async () => {
    const { user, tokens, bearer } = await aVisitor();
    auth.advance(360);
    const email = newEmail();
    const answer = await upgrade(bearer, { email, locale: "fr" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body.user).toMatchObject({
      ...{ id: user.id, email, emailVerified: false, anonymous: false, displayName: "Ada", locale: "fr" },
      ...{ timeZone: "UTC", version: 2, createdAt: user.createdAt },
    });
    expect(answer.body.tokens.sessionId).toBe(tokens.sessionId);
    const fresh = answer.body.tokens.accessToken;
    expect(await me(fresh)).toEqual(answer.body.user);
    const prepared = await auth.call("POST", "/v1/auth/passkeys/register-options", { bearer: fresh });
    expect(prepared.status, "the new token is fresh").toBe(200);
    expect((await logIn(email)).body.user.id).toBe(user.id);
    await auth.deliver();
    const { token } = auth.mailed(email, "verification");
    expect((await auth.call("POST", "/v1/auth/verify-email", { body: { token } })).status).toBe(204);
    expect((await me(fresh)).emailVerified).toBe(true);
    const audit = await auth.auditOf(user.id);
    expect(audit).toContainEqual(expect.objectContaining({ action: "user.upgraded", outcome: "success" }));
    expect(JSON.stringify(audit)).not.toContain(email);
  });

  it("refuses a user who is not anonymous, or not any more", async () => {
    const { tokens } = await aUser(auth);
    expect(slugOf(await upgrade(tokens.accessToken))).toBe("conflict");
    const { bearer } = await aVisitor();
    expect((await upgrade(bearer)).status).toBe(200);
    const [first, again] = [await me(bearer), await upgrade(bearer)];
    expect([again.status, slugOf(again)]).toEqual([409, "conflict"]);
    expect(await me(bearer)).toEqual(first);
  });

  it("refuses an address that has an account, and leaves the user as they were", async () => {
    const { email } = await aUser(auth);
    const { user, bearer } = await aVisitor();
    const answer = await upgrade(bearer, { email: email.toUpperCase() });
    expect([answer.status, answer.body.errors]).toMatchObject([409, [{ pointer: "#/email" }]]);
    expect(await me(bearer)).toEqual(user);
  });

  it.each(["short", "password123"])("refuses the password %s", async (password) => {
    const { user, bearer } = await aVisitor();
    const answer = await upgrade(bearer, { password });
    expect([slugOf(answer), answer.body.errors[0].pointer]).toEqual(["weak-password", "#/password"]);
    expect(await me(bearer)).toEqual(user);
  });

  it("lets one of several at once win", async () => {
    const { user, bearer } = await aVisitor();
    const emails = [newEmail(), newEmail(), newEmail()];
    const answers = await Promise.all(emails.map((email) => upgrade(bearer, { email })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const won = emails[answers.findIndex(({ status }) => status === 200)];
    expect((await me(bearer)).email).toBe(won);
    const owners = await Promise.all(emails.map((email) => logIn(email)));
    expect(owners.map(({ body }) => body.user?.id).filter(Boolean)).toEqual([user.id]);
    expect((await auth.mailsTo(user.id)).filter(({ kind }) => kind === "verification")).toHaveLength(1);
  });

  it("gives one address to one of two users", async () => {
    const visitors = await Promise.all([aVisitor(), aVisitor()]);
    const email = newEmail();
    const answers = await Promise.all(visitors.map(({ bearer }) => upgrade(bearer, { email })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("is refused to a session that is over, and to a suspended user", async () => {
    const { user, tokens, bearer } = await aVisitor();
    const { authenticator } = await aPasskey(auth, bearer);
    const other = (await login(auth, await anAssertion(auth, authenticator))).body.tokens.accessToken;
    await auth.call("DELETE", `/v1/auth/sessions/${tokens.sessionId}`, { bearer: other });
    expect(slugOf(await upgrade(bearer))).toBe("session-ended");
    await auth.db.doc(`tenants/default/users/${user.id}`).update({ status: "suspended" });
    expect(slugOf(await upgrade(other))).toBe("account-suspended");
  });

  it("wants a recent sign-in of whoever has a passkey to prove it by", async () => {
    const { bearer } = await aVisitor();
    const { authenticator } = await aPasskey(auth, bearer);
    auth.advance(361);
    expect(slugOf(await upgrade(bearer))).toBe("fresh-authentication-required");
    const { body } = await login(auth, await anAssertion(auth, authenticator));
    expect(body.user.anonymous).toBe(true);
    expect((await upgrade(body.tokens.accessToken)).status).toBe(200);
    expect((await login(auth, await anAssertion(auth, authenticator))).body.user.anonymous).toBe(false);
  });
});

describe("findAbandoned", () => {
  const DAY = 24 * 3600;
  const everyAbandoned = async () => {
    const scope = makeScope(auth.deps)(TenantId.parse("default"));
    const found: string[] = [];
    for (let after: Parameters<typeof findAbandoned>[1]["after"]; ; ) {
      const { userIds, next } = await findAbandoned(scope, { after });
      found.push(...userIds);
      if (!next) return found;
      after = next;
    }
  };

  it("finds whoever nobody has been for 30 days, and nobody who can still come back", async () => {
    const [idle, loggedOut, holder, upgraded] = await Promise.all([
      aVisitor(),
      aVisitor(),
      aVisitor(),
      aVisitor(),
    ]);
    const registered = await aUser(auth);
    await aPasskey(auth, holder.bearer);
    await upgrade(upgraded.bearer);
    await auth.call("POST", "/v1/auth/logout", { bearer: loggedOut.bearer });
    auth.advance(29 * DAY);
    const kept = await aVisitor();
    const mine = [idle, loggedOut, holder, upgraded, registered, kept].map(({ user }) => user.id);
    const found = async () => (await everyAbandoned()).filter((id) => mine.includes(id));
    expect(await found()).toEqual([]);
    auth.advance(2 * DAY);
    expect(await found()).toEqual([loggedOut.user.id]);
    auth.advance(28 * DAY + 60);
    expect(await found()).toEqual([loggedOut.user.id]);
    auth.advance(2 * DAY);
    expect((await found()).sort()).toEqual([loggedOut.user.id, idle.user.id].sort());
  });

  it("looks through all of more than it reads at once", async () => {
    const visitors: string[] = [];
    for (let made = 0; made < 110; made += 22) {
      const some = await Promise.all(Array.from({ length: 22 }, () => aVisitor()));
      visitors.push(...some.map(({ user }) => user.id));
    }
    auth.advance(61 * DAY);
    expect((await everyAbandoned()).filter((id) => visitors.includes(id)).sort()).toEqual(visitors.sort());
  });
});

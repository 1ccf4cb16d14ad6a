import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changePassword } from "#functions/auth/change-password";
import { logIn } from "#functions/auth/log-in";
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

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const TID = TenantId.parse("default");
const NEW = "a kite above the harbour";
const login = (email: string, password: string) =>
  auth.call("POST", "/v1/auth/login", { body: { email, password } });
const change = (bearer: string, currentPassword: string, newPassword: string) =>
  auth.call("POST", "/v1/auth/change-password", { bearer, body: { currentPassword, newPassword } });
const refresh = (refreshToken: string) => auth.call("POST", "/v1/auth/refresh", { body: { refreshToken } });
const alive = async (bearer: string): Promise<string[]> =>
  (await auth.call("GET", "/v1/auth/sessions?limit=100", { bearer })).body.items.map(
    ({ id }: { id: string }) => id,
  );

describe("changePassword", () => {
  it("takes the new one from now on, and ends every other session", async () => {
    const { email, user, tokens } = await aUser(auth);
    const other = (await login(email, PASSWORD)).body.tokens;
    expect((await change(tokens.accessToken, PASSWORD, NEW)).status).toBe(204);
    expect(slugOf(await login(email, PASSWORD))).toBe("invalid-credentials");
    expect((await login(email, NEW)).status).toBe(200);
    expect((await refresh(other.refreshToken)).body.reason).toBe("revocation");
    auth.advance(5.001);
    const me = (bearer: string) => auth.call("GET", "/v1/users/me", { bearer });
    expect(slugOf(await me(other.accessToken))).toBe("session-ended");
    expect((await me(tokens.accessToken)).status).toBe(200);
    expect((await refresh(tokens.refreshToken)).status).toBe(200);
    const mails = await auth.mailsTo(user.id);
    expect(mails.filter(({ kind }) => kind === "password-changed")).toHaveLength(1);
    const audit = await auth.auditOf(user.id);
    expect(audit).toContainEqual(expect.objectContaining({ action: "password.changed", outcome: "success" }));
    expect(JSON.stringify([mails, audit])).not.toMatch(new RegExp(`${NEW}|${PASSWORD}`));
    expect(JSON.stringify(audit)).not.toContain("127.0.0.1");
  });

  it("changes nothing for whoever does not know the present one", async () => {
    const { email, tokens } = await aUser(auth);
    const other = (await login(email, PASSWORD)).body.tokens;
    const answer = await change(tokens.accessToken, "not it at all", NEW);
    expect([answer.status, slugOf(answer)]).toEqual([401, "invalid-credentials"]);
    expect(answer.body.errors).toEqual([{ pointer: "#/currentPassword", detail: "is wrong" }]);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it("is refused to a session that was ended a moment ago", async () => {
    const { email, tokens } = await aUser(auth);
    await auth.call("GET", "/v1/users/me", { bearer: tokens.accessToken });
    const other = (await login(email, PASSWORD)).body.tokens;
    await auth.call("DELETE", `/v1/auth/sessions/${tokens.sessionId}`, { bearer: other.accessToken });
    expect(slugOf(await change(tokens.accessToken, PASSWORD, NEW))).toBe("session-ended");
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it.each(["short", "password123", "aaaaaaaaaa"])("refuses %s as the new one", async (weak) => {
    const { email, tokens } = await aUser(auth);
    const answer = await change(tokens.accessToken, PASSWORD, weak);
    expect([answer.status, slugOf(answer)]).toEqual([400, "weak-password"]);
    expect(answer.body.errors).toMatchObject([{ pointer: "#/newPassword" }]);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it("lets one of several at once succeed", async () => {
    const { email, tokens } = await aUser(auth);
    const wishes = Array.from({ length: 5 }, (_, index) => `${NEW} ${index}`);
    const answers = await Promise.all(wishes.map((wish) => change(tokens.accessToken, PASSWORD, wish)));
    const won = answers.flatMap(({ status }, index) => (status === 204 ? [wishes[index] ?? ""] : []));
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
    expect((await login(email, won[0] ?? "")).status).toBe(200);
  });

  /** What the two verbs need, whose steps a test may interrupt. */
  const scope = () => makeScope(auth.deps)(TID);

  it("admits nobody whose password was changed while it was being checked", async () => {
    const { email, tokens } = await aUser(auth);
    const deps = scope();
    const matches = async (password: string, stored: string | undefined) => {
      const right = await deps.passwords.matches(password, stored);
      expect((await change(tokens.accessToken, PASSWORD, NEW)).status).toBe(204);
      return right;
    };
    const slow = { ...deps, passwords: { ...deps.passwords, matches } };
    const signIn = logIn(slow, {
      email,
      password: PASSWORD,
      origin: { address: "192.0.2.1", userAgent: "" },
    });
    await expect(signIn).rejects.toMatchObject({ slug: "invalid-credentials" });
    expect(await alive(tokens.accessToken)).toEqual([tokens.sessionId]);
  });

  it("ends a session that began while it looked for the others", async () => {
    const { email, user, tokens } = await aUser(auth);
    const deps = scope();
    let late: Answer | undefined;
    const aliveOf = async (userId: string) => {
      const found = await deps.store.aliveOf(userId);
      late ??= await login(email, PASSWORD);
      return found;
    };
    const { sessionId } = tokens;
    const caller = { userId: user.id, sessionId, tenantId: TID, roles: ["student"], authTime: 1 };
    await changePassword(
      { ...deps, store: { ...deps.store, aliveOf } },
      {
        caller,
        currentPassword: PASSWORD,
        newPassword: NEW,
        origin: { address: "192.0.2.1", userAgent: "" },
      },
    );
    expect(late?.status).toBe(200);
    expect(await alive(tokens.accessToken)).toEqual([tokens.sessionId]);
    expect((await refresh(late?.body.tokens.refreshToken)).body.reason).toBe("revocation");
  });
});

describe("reauthenticate", () => {
  const reauthenticate = (bearer: string, password: string) =>
    auth.call("POST", "/v1/auth/reauthenticate", { bearer, body: { password } });
  const authTimeOf = (token: string): number =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).auth_time;

  it("answers tokens of the same session that say when it was", async () => {
    const { tokens } = await aUser(auth);
    auth.advance(400);
    const { status, headers, body } = await reauthenticate(tokens.accessToken, PASSWORD);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(authTimeOf(body.accessToken) - authTimeOf(tokens.accessToken)).toBe(400);
    expect([body.sessionId, body.refreshToken]).toEqual([tokens.sessionId, tokens.refreshToken]);
    const next = (await refresh(body.refreshToken)).body;
    expect(authTimeOf(next.accessToken), "a refresh proves nothing anew").toBe(authTimeOf(body.accessToken));
  });

  it("refuses a wrong password, and leaves the time as it was", async () => {
    const { tokens } = await aUser(auth);
    auth.advance(400);
    const answer = await reauthenticate(tokens.accessToken, "not it at all");
    expect([answer.status, slugOf(answer)]).toEqual([401, "invalid-credentials"]);
    const next = (await refresh(tokens.refreshToken)).body;
    expect(authTimeOf(next.accessToken)).toBe(authTimeOf(tokens.accessToken));
  });

  it("gives a suspended user nothing", async () => {
    const { user, tokens } = await aUser(auth);
    await auth.db.doc(`tenants/default/users/${user.id}`).update({ status: "suspended" });
    expect(slugOf(await reauthenticate(tokens.accessToken, PASSWORD))).toBe("account-suspended");
    expect(slugOf(await change(tokens.accessToken, PASSWORD, NEW))).toBe("account-suspended");
  });

  it("brings no ended session back, even before its access token is known to be void", async () => {
    const { tokens } = await aUser(auth);
    await auth.call("GET", "/v1/users/me", { bearer: tokens.accessToken });
    await auth.call("POST", "/v1/auth/logout", { bearer: tokens.accessToken });
    const answer = await reauthenticate(tokens.accessToken, PASSWORD);
    expect([answer.status, slugOf(answer), answer.body.reason]).toEqual([401, "session-ended", "logout"]);
  });
});

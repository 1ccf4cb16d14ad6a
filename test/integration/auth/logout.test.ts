import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TenantId } from "#functions/shared/id";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const logout = (options: { body?: object; bearer?: string }) => auth.call("POST", "/v1/auth/logout", options);
const login = async (email: string) =>
  (await auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD } })).body.tokens;
const me = (bearer: string) => auth.call("GET", "/v1/users/me", { bearer });
const refresh = (refreshToken: string) => auth.call("POST", "/v1/auth/refresh", { body: { refreshToken } });
const grantExists = async (sessionId: string) =>
  (await auth.db.doc(`tenants/default/grants/${sessionId}`).get()).exists;

describe("logout", () => {
  it("ends the bearer's session: refresh at once, access within five seconds on every instance", async () => {
    const { tokens } = await aUser(auth);
    const other = auth.otherInstance();
    const tenant = TenantId.parse("default");
    await other.tokens.verify(tokens.accessToken, tenant);
    expect((await logout({ bearer: tokens.accessToken })).status).toBe(204);
    const answer = await refresh(tokens.refreshToken);
    expect([answer.status, slugOf(answer), answer.body.reason]).toEqual([401, "session-ended", "logout"]);
    expect(await grantExists(tokens.sessionId)).toBe(false);
    auth.advance(5.001);
    await expect(other.tokens.verify(tokens.accessToken, tenant)).rejects.toMatchObject({
      slug: "session-ended",
    });
    const late = await me(tokens.accessToken);
    expect([late.status, slugOf(late)]).toEqual([401, "session-ended"]);
    expect(late.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  it("ends the session of a refresh token when there is no usable bearer", async () => {
    const { tokens } = await aUser(auth);
    auth.advance(700);
    const body = { refreshToken: tokens.refreshToken };
    expect((await logout({ bearer: tokens.accessToken, body })).status).toBe(204);
    expect((await refresh(tokens.refreshToken)).body.reason).toBe("logout");
  });

  it.each(["application/json", "application/x-www-form-urlencoded"])(
    "needs no body, though the client names %s",
    async (type) => {
      const { tokens } = await aUser(auth);
      const headers = { "content-type": type };
      const answer = await auth.call("POST", "/v1/auth/logout", { bearer: tokens.accessToken, headers });
      expect(answer.status).toBe(204);
      expect((await refresh(tokens.refreshToken)).body.reason).toBe("logout");
    },
  );

  it("leaves the user's other sessions alone, unless all are to end", async () => {
    const { email, tokens: first } = await aUser(auth);
    const [second, third] = [await login(email), await login(email)];
    const stranger = await aUser(auth);
    await logout({ bearer: first.accessToken });
    const successor = (await refresh(second.refreshToken)).body;
    expect((await logout({ bearer: successor.accessToken, body: { allSessions: true } })).status).toBe(204);
    auth.advance(6);
    for (const tokens of [successor, third]) {
      expect((await refresh(tokens.refreshToken)).body.reason).toBe("logout");
      expect((await me(tokens.accessToken)).status).toBe(401);
      expect(await grantExists(tokens.sessionId)).toBe(false);
    }
    expect((await me(stranger.tokens.accessToken)).status).toBe(200);
    expect((await me((await login(email)).accessToken)).status).toBe(200);
  });

  it("changes nothing when done again", async () => {
    const { tokens } = await aUser(auth);
    const body = { refreshToken: tokens.refreshToken };
    expect((await logout({ body })).status).toBe(204);
    const session = auth.db.doc(`tenants/default/sessions/${tokens.sessionId}`);
    const before = (await session.get()).updateTime;
    expect((await logout({ body })).status).toBe(204);
    expect((await session.get()).updateTime).toEqual(before);
  });

  it("gets through a storm of refreshes", async () => {
    const { tokens } = await aUser(auth);
    const storm = Array.from({ length: 40 }, () => refresh(tokens.refreshToken));
    expect((await logout({ bearer: tokens.accessToken })).status).toBe(204);
    const answers = await Promise.all(storm);
    expect(answers.every(({ status, body }) => status === 200 || body.reason === "logout")).toBe(true);
    expect((await refresh(tokens.refreshToken)).body.reason).toBe("logout");
  });

  it.each([
    ["nothing", {}],
    ["a forged refresh token", { body: { refreshToken: `default.${randomUUID()}.1.${"A".repeat(43)}` } }],
    ["a bearer that is no token", { bearer: "junk" }],
  ])("refuses %s", async (_, options) => {
    const answer = await logout(options);
    expect([answer.status, slugOf(answer)]).toEqual([401, "authentication-required"]);
  });
});

describe("createFirebaseToken", () => {
  const signIn = async (token: string) => {
    const host = auth.stack.env["FIREBASE_AUTH_EMULATOR_HOST"];
    const url = `http://${host}/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=demo`;
    const body = JSON.stringify({ token, returnSecureToken: true });
    return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  };
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

  it("gives a token that Firebase takes, for tenant, session and roles and nothing more", async () => {
    const { user, tokens } = await aUser(auth);
    const answer = await auth.call("POST", "/v1/auth/firebase-token", { bearer: tokens.accessToken });
    expect(answer.status).toBe(200);
    expect(answer.body.expiresIn).toBe(3600);
    expect(claimsOf(answer.body.firebaseToken)).toMatchObject({
      uid: user.id,
      claims: { tid: "default", sid: tokens.sessionId, roles: ["student"] },
    });
    expect(Object.keys(claimsOf(answer.body.firebaseToken).claims).sort()).toEqual(["roles", "sid", "tid"]);
    expect((await signIn(answer.body.firebaseToken)).status).toBe(200);
    // A Firebase sign-in that exists is ended as well.
    expect((await logout({ bearer: tokens.accessToken })).status).toBe(204);
  });

  it("gives none once the session has ended, even before its access token is known to be void", async () => {
    const { tokens } = await aUser(auth);
    await me(tokens.accessToken);
    await logout({ bearer: tokens.accessToken });
    const answer = await auth.call("POST", "/v1/auth/firebase-token", { bearer: tokens.accessToken });
    expect([answer.status, slugOf(answer), answer.body.reason]).toEqual([401, "session-ended", "logout"]);
  });
});

describe("getJwks", () => {
  it("serves the public keys, and nothing private, at the root and under the area", async () => {
    const answers = await Promise.all(
      ["/.well-known/jwks.json", "/v1/auth/.well-known/jwks.json"].map((path) => auth.call("GET", path)),
    );
    for (const { status, headers, body } of answers) {
      expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=300"]);
      expect(body.keys).toHaveLength(1);
      expect(Object.keys(body.keys[0]).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
  });
});

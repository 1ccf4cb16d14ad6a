import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const login = async (email: string, device?: object) => {
  const body = { email, password: PASSWORD, ...(device && { device }) };
  return (await auth.call("POST", "/v1/auth/login", { body })).body.tokens;
};
const list = (bearer: string, query = "") => auth.call("GET", `/v1/auth/sessions${query}`, { bearer });
const idsOf = async (bearer: string): Promise<string[]> =>
  (await list(bearer)).body.items.map(({ id }: { id: string }) => id);
const revoke = (bearer: string, sessionId: string) =>
  auth.call("DELETE", `/v1/auth/sessions/${sessionId}`, { bearer });
const refresh = (refreshToken: string) => auth.call("POST", "/v1/auth/refresh", { body: { refreshToken } });
const me = (bearer: string) => auth.call("GET", "/v1/users/me", { bearer });

describe("listSessions", () => {
  it("shows where the caller is signed in, newest first, and nothing secret", async () => {
    const { email, tokens } = await aUser(auth);
    auth.advance(10);
    const phone = await login(email, { id: "phone-1", name: "Ada's phone", platform: "ios" });
    const { status, body } = await list(tokens.accessToken);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          ...{ id: phone.sessionId, current: false, address: expect.any(String) },
          device: { id: "phone-1", name: "Ada's phone", platform: "ios" },
          ...{ createdAt: expect.any(String), lastUsedAt: expect.any(String) },
        },
        {
          ...{ id: tokens.sessionId, current: true, address: expect.any(String) },
          ...{ createdAt: expect.any(String), lastUsedAt: expect.any(String) },
        },
      ],
      nextCursor: null,
    });
  });

  it("tells when a session was last used", async () => {
    const { tokens } = await aUser(auth);
    auth.advance(120);
    const successor = (await refresh(tokens.refreshToken)).body;
    const [shown] = (await list(successor.accessToken)).body.items;
    expect(Date.parse(shown.lastUsedAt) - Date.parse(shown.createdAt)).toBe(120_000);
  });

  it("goes on page by page", async () => {
    const { email, tokens } = await aUser(auth);
    const sessions = [tokens];
    for (let more = 0; more < 4; more++) {
      auth.advance(1);
      sessions.unshift(await login(email));
    }
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(tokens.accessToken, `?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(sessions.map(({ sessionId }) => sessionId));
  });

  it("leaves out what has ended, was left idle, or is another's", async () => {
    const { email, tokens } = await aUser(auth);
    const [over, idle, stranger] = [await login(email), await login(email), await aUser(auth)];
    await auth.call("POST", "/v1/auth/logout", { bearer: over.accessToken });
    await auth.db.doc(`tenants/default/sessions/${idle.sessionId}`).update({
      idleExpiresAt: "2020-01-01T00:00:00.000Z",
    });
    expect(await idsOf(tokens.accessToken)).toEqual([tokens.sessionId]);
    expect(await idsOf(stranger.tokens.accessToken)).toEqual([stranger.tokens.sessionId]);
  });
});

describe("revokeSession", () => {
  it("ends another of the caller's sessions and no other", async () => {
    const { email, tokens } = await aUser(auth);
    const lost = await login(email);
    expect((await revoke(tokens.accessToken, lost.sessionId)).status).toBe(204);
    const answer = await refresh(lost.refreshToken);
    expect([answer.status, slugOf(answer), answer.body.reason]).toEqual([401, "session-ended", "revocation"]);
    expect((await auth.db.doc(`tenants/default/grants/${lost.sessionId}`).get()).exists).toBe(false);
    auth.advance(5.001);
    expect(slugOf(await me(lost.accessToken))).toBe("session-ended");
    expect((await me(tokens.accessToken)).status).toBe(200);
    expect(await idsOf(tokens.accessToken)).toEqual([tokens.sessionId]);
    expect(slugOf(await revoke(tokens.accessToken, lost.sessionId)), "a second time").toBe(
      "resource-not-found",
    );
  });

  it("ends the caller's own", async () => {
    const { tokens } = await aUser(auth);
    expect((await revoke(tokens.accessToken, tokens.sessionId)).status).toBe(204);
    auth.advance(5.001);
    expect(slugOf(await me(tokens.accessToken))).toBe("session-ended");
  });

  it("ends one once, however many ask at once", async () => {
    const { email, tokens } = await aUser(auth);
    const lost = await login(email);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => revoke(tokens.accessToken, lost.sessionId)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(7).fill(404)]);
  });

  it("has nothing of anybody else's", async () => {
    const [ada, eve] = [await aUser(auth), await aUser(auth)];
    const answer = await revoke(eve.tokens.accessToken, ada.tokens.sessionId);
    expect([answer.status, slugOf(answer)]).toEqual([404, "resource-not-found"]);
    expect((await refresh(ada.tokens.refreshToken)).status).toBe(200);
  });
});

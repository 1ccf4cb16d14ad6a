import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subscriber } from "#functions/platform/pubsub/subscriber";
import { knownCollections } from "#functions/users/trace-store";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";
import {
  askToErase,
  collectionsIn,
  foundAnywhere,
  type Someone,
  someoneEverywhere,
} from "../../support/erasure-parts.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const post = (path: string, body: object) => auth.call("POST", `/v1/auth/${path}`, { body });

/** Killed after each step in `npm run soak`, which sets this; otherwise after every third. */
const STEP = process.env["LYO_LONG_TESTS"] ? 1 : 3;

/** To the end: the mail is sent, both passes are over. */
async function erasedWhole(someone: Someone) {
  const erasure = await askToErase(auth, someone);
  await auth.deliver();
  expect(await erasure.run()).toBe("done");
  auth.advance(20 * 60);
  expect(await erasure.run()).toBe("done");
  return erasure;
}

// Each walks every place there is, several times over.
describe("deleting an account", () => {
  it("leaves no document and no file with the person's id, address or name, and another's alone", async () => {
    const [ada, eve] = [await someoneEverywhere(auth), await someoneEverywhere(auth)];
    const hers = (await foundAnywhere(auth, eve.traces)).sort();
    expect((await foundAnywhere(auth, ada.traces)).length).toBeGreaterThan(25);
    const erasure = await erasedWhole(ada);
    expect(await foundAnywhere(auth, ada.traces)).toEqual([]);
    expect((await foundAnywhere(auth, eve.traces)).sort()).toEqual(hers);
    const status = await erasure.status();
    expect(status.body).toMatchObject({
      state: "succeeded",
      report: { courses: 3, sources: 2, files: 5, credentials: 1, sessions: 1, users: 7 },
      note: expect.stringContaining("Backups"),
    });
    expect(JSON.stringify(status.body)).not.toContain(ada.uid);
  });

  it("goes on where its worker was killed, whatever step that was", async () => {
    const someone = await someoneEverywhere(auth);
    const erasure = await askToErase(auth, someone);
    await auth.deliver();
    let outcome = "";
    let kills = 0;
    for (; outcome !== "done" && kills < 60; kills += STEP) outcome = await erasure.run(kills);
    expect(outcome).toBe("done");
    expect(kills, "it was killed after every step").toBeGreaterThan(15);
    auth.advance(20 * 60);
    for (outcome = "", kills = 0; outcome !== "done" && kills < 60; kills += STEP)
      outcome = await erasure.run(kills);
    expect(outcome).toBe("done");
    expect(await foundAnywhere(auth, someone.traces)).toEqual([]);
  });

  it("comes to the same when it is delivered several times at once", async () => {
    const someone = await someoneEverywhere(auth);
    const erasure = await askToErase(auth, someone);
    await auth.deliver();
    expect(await Promise.all([erasure.run(), erasure.run(), erasure.run()])).toContain("done");
    auth.advance(20 * 60);
    await Promise.all([erasure.run(), erasure.run()]);
    expect(await foundAnywhere(auth, someone.traces)).toEqual([]);
  });

  it("takes in the second pass what was written during the first", async () => {
    const someone = await someoneEverywhere(auth);
    const erasure = await askToErase(auth, someone);
    await auth.deliver();
    await erasure.run();
    const late = auth.db.doc(`tenants/default/users/${someone.uid}/tasks/${randomUUID()}/answers/late`);
    await late.set({ text: someone.email });
    auth.advance(20 * 60);
    await erasure.run();
    expect(await foundAnywhere(auth, someone.traces)).toEqual([]);
  });

  it("shuts the account at once and frees its address, and the mail about it is sent first", async () => {
    const { email, bearer, tokens, ...someone } = await someoneEverywhere(auth);
    const erasure = await askToErase(auth, { email, bearer, tokens, ...someone });
    expect(erasure.answer.status).toBe(202);
    expect(erasure.answer.headers.get("location")).toBe(`/v1/users/erasures/${erasure.answer.body.taskId}`);
    expect(slugOf(await post("login", { email, password: PASSWORD }))).toBe("invalid-credentials");
    expect(slugOf(await post("refresh", { refreshToken: tokens.refreshToken }))).toBe("session-ended");
    expect(await erasure.run(), "the mail has not been sent").toMatch(/on its way/);
    await auth.deliver();
    expect(auth.mailed(email, "account-deletion").text).toContain("Hello Ada");
    expect(await erasure.run()).toBe("done");
    auth.advance(10);
    expect((await auth.call("GET", "/v1/users/me", { bearer })).status).toBe(401);
    const again = await post("register", { email, password: PASSWORD, displayName: "Ada again" });
    expect([again.status, again.body.user.id === someone.uid]).toEqual([201, false]);
    auth.advance(20 * 60);
    await erasure.run();
    expect((await post("login", { email, password: PASSWORD })).status, "the new account stays").toBe(200);
  });

  it("is asked for once, however often it is tapped", async () => {
    const someone = await someoneEverywhere(auth);
    const answers = await Promise.all([1, 2, 3].map(() => askToErase(auth, someone)));
    const ids = answers.map(({ answer }) => [answer.status, answer.body.taskId, answer.body.statusToken]);
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(ids[0]?.[0]).toBe(202);
  });

  it("wants the password, or a recent sign-in without it", async () => {
    const { tokens } = await aUser(auth);
    const remove = (body?: object) =>
      auth.call("DELETE", "/v1/users/me", { bearer: tokens.accessToken, ...(body && { body }) });
    expect(slugOf(await remove({ password: "not it at all" }))).toBe("invalid-credentials");
    auth.advance(400);
    expect(slugOf(await remove({}))).toBe("fresh-authentication-required");
    expect(slugOf(await remove())).toBe("fresh-authentication-required");
    expect((await remove({ password: PASSWORD })).status).toBe(202);
  });

  it("is not done for a session that has ended, though its access token is not known to be void yet", async () => {
    const { tokens } = await aUser(auth);
    const bearer = tokens.accessToken;
    await auth.call("GET", "/v1/users/me", { bearer });
    await auth.call("POST", "/v1/auth/logout", { bearer });
    const answer = await auth.call("DELETE", "/v1/users/me", { bearer, body: { password: PASSWORD } });
    expect([answer.status, slugOf(answer)]).toEqual([401, "session-ended"]);
  });

  it("tells how it is going to whoever has the status token, and to nobody else", async () => {
    const [ada, eve] = [await someoneEverywhere(auth), await someoneEverywhere(auth)];
    const [hers, other] = [await askToErase(auth, ada), await askToErase(auth, eve)];
    expect((await hers.status()).body).toMatchObject({ state: "running", finishedAt: null });
    const path = `/v1/users/erasures/${hers.answer.body.taskId}`;
    for (const bearer of [other.answer.body.statusToken, eve.bearer, "x"])
      expect((await auth.call("GET", path, { bearer })).status).toBe(404);
    expect((await auth.call("GET", path)).status).toBe(404);
    const unknown = `/v1/users/erasures/${randomUUID()}`;
    expect((await auth.call("GET", unknown, { bearer: hers.answer.body.statusToken })).status).toBe(404);
  });

  it("is known to whoever hears of the person later: nothing is written of them again", async () => {
    const someone = await someoneEverywhere(auth);
    await erasedWhole(someone);
    let heard = 0;
    const listener = subscriber(auth.deps, "test", () => ({
      "task.finished": async () => {
        heard += 1;
      },
    }));
    const deliver = (userId: string) => {
      const event = {
        id: randomUUID(),
        type: "task.finished",
        tid: "default",
        at: new Date().toISOString(),
        data: { userId },
      };
      const data = Buffer.from(JSON.stringify(event)).toString("base64");
      return listener.deliver(
        { message: { data } },
        { retries: 0, isLast: false, signal: AbortSignal.timeout(9000) },
      );
    };
    expect(await deliver(someone.uid)).toBe("dropped");
    expect(await deliver(randomUUID())).toBe("done");
    expect(heard).toBe(1);
  });

  it("knows every collection there is: a new one has to be erased from, or to say why not", async () => {
    await someoneEverywhere(auth);
    const unknown = (await collectionsIn(auth.db)).filter((name) => !knownCollections().has(name));
    expect(unknown).toEqual([]);
  });
});

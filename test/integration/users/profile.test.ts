import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const as = ({ tokens }: { tokens: { accessToken: string } }) => ({
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    auth.call(method, `/v1/users/${path}`, {
      bearer: tokens.accessToken,
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    }),
});

describe("a profile", () => {
  it("takes what is named, keeps the rest, and counts versions", async () => {
    const user = await aUser(auth);
    const { call } = as(user);
    const change = {
      displayName: "Ada L.",
      bio: "Bees & <b>engines</b>\n",
      interests: ["math"],
      timeZone: "Europe/Paris",
    };
    const answer = await call("PATCH", "me", change);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { ...change, bio: "Bees & <b>engines</b>", locale: "en", version: 2, email: user.email },
    ]);
    expect((await call("PATCH", "me", { bio: null })).body).toMatchObject({
      bio: null,
      version: 3,
      displayName: "Ada L.",
    });
    expect((await call("PATCH", "me", { bio: null })).body.version, "nothing changed").toBe(3);
    expect((await call("GET", "me")).body).toMatchObject({ version: 3, timeZone: "Europe/Paris" });
  });

  it("is changed from a copy that is not stale", async () => {
    const { call } = as(await aUser(auth));
    const etag = (await call("GET", "me")).headers.get("etag") ?? "";
    expect((await call("PATCH", "me", { displayName: "B" }, { "if-match": etag })).status).toBe(200);
    const stale = await call("PATCH", "me", { displayName: "C" }, { "if-match": etag });
    expect([stale.status, slugOf(stale)]).toEqual([412, "precondition-failed"]);
    expect((await call("GET", "me", undefined, { "if-none-match": "*" })).status).toBe(304);
  });

  it("loses nothing of changes made at once", async () => {
    const { call } = as(await aUser(auth));
    const changes = [
      { displayName: "X" },
      { bio: "b" },
      { interests: ["i"] },
      { locale: "de" },
      { timeZone: "Asia/Tokyo" },
    ];
    const answers = await Promise.all(changes.map((change) => call("PATCH", "me", change)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await call("GET", "me")).body).toMatchObject({ ...Object.assign({}, ...changes), version: 6 });
  });

  it.each([
    [{ displayName: "A\u0007" }, "#/displayName"],
    [{ displayName: "a\u202eb" }, "#/displayName"],
    [{ displayName: "x".repeat(81) }, "#/displayName"],
    [{ displayName: null }, "#/displayName"],
    [{ bio: "x".repeat(501) }, "#/bio"],
    [{ interests: Array.from({ length: 21 }, (_, i) => `i${i}`) }, "#/interests"],
    [{ interests: "math" }, "#/interests"],
    [{ timeZone: "Mars/Base" }, "#/timeZone"],
    [{ locale: 7 }, "#/locale"],
    [{ email: "no address" }, "#/email"],
    [{ roles: ["admin"] }, "#/roles"],
    [{ emailVerified: true }, "#/emailVerified"],
  ])("refuses %j", async (change, pointer) => {
    const answer = await as(await aUser(auth)).call("PATCH", "me", change);
    expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it("gets another address by the link that is mailed to it, asked for soon after a sign-in", async () => {
    const user = await aUser(auth);
    const { call } = as(user);
    const email = `${randomUUID()}@example.com`;
    expect((await call("PATCH", "me", { email, displayName: "New" })).body).toMatchObject({
      email: user.email,
      displayName: "New",
    });
    await auth.deliver();
    const { token } = auth.mailed(email, "email-change");
    expect((await auth.call("POST", "/v1/auth/confirm-email-change", { body: { token } })).status).toBe(204);
    expect((await call("GET", "me")).body).toMatchObject({ email, emailVerified: true });
    auth.advance(400);
    expect(slugOf(await call("PATCH", "me", { email: "x@example.com" }))).toBe(
      "fresh-authentication-required",
    );
    const { email: taken } = await aUser(auth);
    const fresh = as(await aUser(auth));
    expect((await fresh.call("PATCH", "me", { email: taken, displayName: "No" })).status).toBe(409);
    expect((await fresh.call("GET", "me")).body.displayName, "nothing is half-done").toBe("Ada");
  });

  it("shows others a name and a picture, and nothing else", async () => {
    const [ada, eve] = [await aUser(auth), await aUser(auth)];
    const seen = await as(eve).call("GET", ada.user.id);
    expect(Object.keys(seen.body).sort()).toEqual([
      "avatarUrl",
      "bio",
      "displayName",
      "id",
      "joinedAt",
      "version",
    ]);
    const hidden = { dailyGoalMinutes: 15, reminderTime: null, weeklySummary: false, reducedMotion: true };
    await as(ada).call("PUT", "me/preferences", { ...hidden, profileVisibility: "private" });
    expect((await as(eve).call("GET", ada.user.id)).status).toBe(404);
    expect((await as(ada).call("GET", ada.user.id)).status).toBe(200);
    for (const id of [randomUUID(), "me2"])
      expect([400, 404]).toContain((await as(eve).call("GET", id)).status);
  });
});

describe("preferences", () => {
  const mine = {
    ...{ dailyGoalMinutes: 30, reminderTime: "07:05", weeklySummary: false },
    ...{ profileVisibility: "private", reducedMotion: true },
  };

  it("have defaults, are replaced whole, and tell a stale copy", async () => {
    const { call } = as(await aUser(auth));
    const first = await call("GET", "me/preferences");
    expect(first.body).toMatchObject({ dailyGoalMinutes: 15, version: 0 });
    const etag = first.headers.get("etag") ?? "";
    expect((await call("PUT", "me/preferences", mine, { "if-match": etag })).body).toEqual({
      ...mine,
      version: 1,
    });
    expect((await call("PUT", "me/preferences", mine, { "if-match": etag })).status).toBe(412);
    expect((await call("GET", "me/preferences")).body).toEqual({ ...mine, version: 1 });
  });

  it.each([
    [{ reminderTime: "25:00" }, "#/reminderTime"],
    [{ dailyGoalMinutes: 0 }, "#/dailyGoalMinutes"],
    [{ profileVisibility: "friends" }, "#/profileVisibility"],
    [{ version: 5 }, "#/version"],
  ])("refuse %j", async (wrong, pointer) => {
    const answer = await as(await aUser(auth)).call("PUT", "me/preferences", { ...mine, ...wrong });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
  });
});

describe("an avatar", () => {
  const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100, 1)]);
  const upload = async (call: ReturnType<typeof as>["call"], content: Buffer, contentType = "image/png") => {
    const { status, body } = await call("POST", "me/avatar", { contentType, size: content.length });
    expect(status).toBe(201);
    const put = await fetch(body.uploadUrl, {
      method: "PUT",
      headers: body.headers,
      body: new Uint8Array(content),
    });
    expect(put.status).toBe(200);
    return body.avatarId;
  };

  it("is shown at a public URL once it was uploaded and named, and replaces the former", async () => {
    const { call } = as(await aUser(auth));
    const urls: string[] = [];
    for (let picture = 0; picture < 2; picture++) {
      const answer = await call("PUT", "me/avatar", { avatarId: await upload(call, png) });
      expect(answer.status).toBe(200);
      urls.push(answer.body.avatarUrl);
    }
    const shown = await fetch(urls[1] ?? "");
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect((await fetch(urls[0] ?? "")).status, "the former is gone").toBe(404);
    for (let times = 0; times < 2; times++) expect((await call("DELETE", "me/avatar")).status).toBe(204);
    expect((await call("GET", "me")).body.avatarUrl).toBeNull();
    expect((await fetch(urls[1] ?? "")).status).toBe(404);
  });

  it("is refused when it was not uploaded, is no picture, or is another's", async () => {
    const [ada, eve] = [as(await aUser(auth)), as(await aUser(auth))];
    const html = await upload(ada.call, Buffer.from("<script>alert(1)</script>"));
    const hers = await upload(ada.call, png);
    for (const [who, avatarId] of [
      [ada, html],
      [ada, html],
      [ada, randomUUID()],
      [eve, hers],
    ] as const) {
      const answer = await who.call("PUT", "me/avatar", { avatarId });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, "#/avatarId"]);
    }
    for (const asked of [
      { contentType: "image/svg+xml", size: 10 },
      { contentType: "image/png", size: 5 * 1024 * 1024 + 1 },
      { contentType: "image/png", size: 0 },
    ])
      expect((await ada.call("POST", "me/avatar", asked)).status).toBe(400);
  });
});

describe("deactivating", () => {
  it("hides the account and ends every session until its owner signs in again", async () => {
    const [ada, eve] = [await aUser(auth), await aUser(auth)];
    expect((await as(ada).call("POST", "me/deactivate")).status).toBe(204);
    expect((await as(eve).call("GET", ada.user.id)).status).toBe(404);
    const refreshed = await auth.call("POST", "/v1/auth/refresh", {
      body: { refreshToken: ada.tokens.refreshToken },
    });
    expect([refreshed.status, slugOf(refreshed)]).toEqual([401, "session-ended"]);
    auth.advance(6);
    expect((await as(ada).call("GET", "me")).status).toBe(401);
    const back = await auth.call("POST", "/v1/auth/login", {
      body: { email: ada.email, password: PASSWORD },
    });
    expect(back.status).toBe(200);
    expect((await as(eve).call("GET", ada.user.id)).status).toBe(200);
    const acts = (await auth.auditOf(ada.user.id)).map(({ action }) => action);
    expect(acts).toEqual(expect.arrayContaining(["user.deactivated", "user.reactivated"]));
  });

  it("wants a recent sign-in", async () => {
    const ada = await aUser(auth);
    auth.advance(400);
    expect(slugOf(await as(ada).call("POST", "me/deactivate"))).toBe("fresh-authentication-required");
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionId, TenantId, UserId } from "#functions/shared/id";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

type Somebody = Awaited<ReturnType<typeof aUser>>;
const login = (email: string, device?: object) =>
  auth.call("POST", "/v1/auth/login", { body: { email, password: PASSWORD, ...(device && { device }) } });
const withRole = async (role: string): Promise<Somebody> => {
  const user = await aUser(auth);
  await auth.db.doc(`tenants/default/users/${user.user.id}`).update({ roles: [role] });
  return { ...user, ...(await login(user.email)).body };
};
const call = ({ tokens }: Somebody, method: string, path: string, body?: object) =>
  auth.call(method, `/v1/users${path}`, { bearer: tokens.accessToken, ...(body && { body }) });
const refresh = ({ tokens }: Somebody) =>
  auth.call("POST", "/v1/auth/refresh", { body: { refreshToken: tokens.refreshToken } });

describe("suspending", () => {
  it("ends everything at once and within seconds, tells why on the way in, and is undone", async () => {
    const [grace, ada] = [await withRole("moderator"), await aUser(auth)];
    const path = `/${ada.user.id}`;
    for (let times = 0; times < 2; times++) {
      const answer = await call(grace, "POST", `${path}/suspend`, { reason: "spam" });
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { status: "suspended", suspensionReason: "spam" },
      ]);
    }
    expect(slugOf(await refresh(ada))).toBe("session-ended");
    expect(slugOf(await login(ada.email))).toBe("account-suspended");
    const { docs } = await auth.db
      .collection("tenants/default/grants")
      .where("userId", "==", ada.user.id)
      .get();
    expect(docs).toHaveLength(0);
    auth.advance(10);
    expect((await call(ada, "GET", "/me")).status).toBe(401);
    expect((await call(grace, "GET", path)).status).toBe(404);
    expect((await call(grace, "POST", `${path}/reinstate`)).body).toMatchObject({
      status: "active",
      suspensionReason: null,
    });
    expect((await login(ada.email)).status).toBe(200);
    const acts = (await auth.auditOf(ada.user.id)).filter(({ action }) => action.startsWith("user.s"));
    expect(acts).toHaveLength(1);
    expect(acts[0]).toMatchObject({
      outcome: "success",
      actor: expect.any(String),
      target: { type: "user" },
    });
  });

  it("leaves no session of somebody who signs in at that moment", async () => {
    const [grace, ada] = [await withRole("moderator"), await aUser(auth)];
    const storm = Array.from({ length: 4 }, () => login(ada.email, { id: randomUUID() }));
    const suspended = call(grace, "POST", `/${ada.user.id}/suspend`, {});
    const answers = await Promise.all([...storm, suspended]);
    for (const { status, body } of answers.slice(0, 4))
      if (status === 200)
        expect(slugOf(await refresh({ ...ada, ...body }))).toMatch(/session-ended|account-suspended/);
    const alive = await auth.db
      .collection("tenants/default/sessions")
      .where("userId", "==", ada.user.id)
      .where("endedAt", "==", null)
      .get();
    expect(alive.size).toBe(0);
  });

  it("is not for oneself, nor for who looks after users as well, but for an administrator", async () => {
    const [grace, mia, root] = await Promise.all(["moderator", "moderator", "admin"].map(withRole));
    if (!grace || !mia || !root) throw new Error("three were made");
    expect((await call(grace, "POST", `/${grace.user.id}/suspend`, {})).status).toBe(409);
    for (const other of [mia, root])
      expect((await call(grace, "POST", `/${other.user.id}/suspend`, {})).status).toBe(403);
    expect((await call(root, "POST", `/${mia.user.id}/suspend`, {})).status).toBe(200);
    expect((await call(grace, "POST", `/${randomUUID()}/suspend`, {})).status).toBe(404);
    expect((await call(await aUser(auth), "POST", `/${mia.user.id}/suspend`, {})).status).toBe(403);
  });
});

describe("roles", () => {
  it("take effect within ten seconds: former tokens expire, a refresh brings the new ones", async () => {
    const [root, ada] = [await withRole("admin"), await aUser(auth)];
    const path = `/${ada.user.id}/roles`;
    expect((await call(ada, "GET", "")).status).toBe(403);
    const answer = await call(root, "PUT", path, { roles: ["student", "moderator"] });
    expect([answer.status, answer.body.roles]).toEqual([200, ["student", "moderator"]]);
    auth.advance(10);
    expect(slugOf(await call(ada, "GET", ""))).toBe("token-expired");
    const renewed = { ...ada, tokens: (await refresh(ada)).body };
    expect((await call(renewed, "GET", "")).status).toBe(200);
    await call(root, "PUT", path, { roles: ["student"] });
    auth.advance(10);
    expect((await call({ ...ada, tokens: (await refresh(renewed)).body }, "GET", "")).status).toBe(403);
  });

  it("void no token of a sign-in right after, and every one of roles read before, whenever it was signed", async () => {
    const [root, ada] = [await withRole("admin"), await aUser(auth)];
    const { id: userId, version } = ada.user;
    await call(root, "PUT", `/${userId}/roles`, { roles: ["student", "moderator"] });
    // Time stands still here: both are of the very millisecond of the change.
    const after = { ...ada, ...(await login(ada.email)).body };
    const who = UserId.parse(userId);
    const session = {
      sessionId: SessionId.parse(after.tokens.sessionId),
      tenantId: TenantId.parse("default"),
    };
    const authTime = Math.floor(auth.deps.clock().getTime() / 1000);
    const late = await auth.deps.tokens.issue(
      { userId: who, ...session, roles: ["student"], authTime },
      Number(version),
    );
    auth.advance(10);
    expect((await call(after, "GET", "")).status).toBe(200);
    const before = { ...ada, tokens: { ...ada.tokens, accessToken: late.accessToken } };
    expect(slugOf(await call(before, "GET", ""))).toBe("token-expired");
  });

  it.each([[[]], [["emperor"]], [["student", "student"]], ["student"]])("are not %j", async (roles) => {
    const [root, ada] = [await withRole("admin"), await aUser(auth)];
    const answer = await call(root, "PUT", `/${ada.user.id}/roles`, { roles });
    expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
  });

  it("always leave a tenant an administrator", async () => {
    const root = await withRole("admin");
    const own = await call(root, "PUT", `/${root.user.id}/roles`, { roles: ["student"] });
    expect([own.status, slugOf(own)]).toEqual([409, "conflict"]);
    const ada = await aUser(auth);
    auth.advance(400);
    expect(slugOf(await call(root, "PUT", `/${ada.user.id}/roles`, { roles: ["admin"] }))).toBe(
      "fresh-authentication-required",
    );
  });
});

describe("the list of users", () => {
  it("finds by the beginnings of addresses and names, by role and by status, page by page", async () => {
    const root = await withRole("admin");
    const word = `zq${randomUUID().slice(0, 6)}`;
    const made: Somebody[] = [];
    for (let index = 0; index < 5; index++) {
      made.push(await aUser(auth, { displayName: `Ada ${word.toUpperCase()} ${index}` }));
      auth.advance(1);
    }
    const ids: string[] = [];
    for (let cursor = ""; cursor !== "end"; ) {
      const { body } = await call(root, "GET", `?q=${word}&limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor ?? "end";
    }
    expect(ids).toEqual(made.map(({ user }) => user.id).reverse());
    const [first] = made;
    const byAddress = await call(root, "GET", `?q=${encodeURIComponent(first?.email.slice(0, 12) ?? "")}`);
    expect(byAddress.body.items.map(({ id }: { id: string }) => id)).toEqual([first?.user.id]);
    await call(root, "POST", `/${first?.user.id}/suspend`, {});
    const suspended = await call(root, "GET", `?q=${word}&status=suspended`);
    expect(suspended.body.items).toMatchObject([{ id: first?.user.id, status: "suspended" }]);
    const admins = await call(root, "GET", "?role=admin&limit=100");
    expect(admins.body.items.every(({ roles }: { roles: string[] }) => roles.includes("admin"))).toBe(true);
    expect((await call(root, "GET", "?role=admin&status=active")).status).toBe(200);
    expect((await call(root, "GET", "?status=active&limit=1")).body.items).toHaveLength(1);
    expect((await call(root, "GET", `?q=nobody${word}`)).body).toEqual({ items: [], nextCursor: null });
    expect((await call(root, "GET", "?q=a&role=admin")).status).toBe(400);
    expect(JSON.stringify(admins.body)).not.toMatch(/auditId|auditKey|searchTerms/);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { auditTrail, newAuditKey } from "#functions/platform/audit/audit-trail";
import type { ShownEntry } from "#functions/users/audit-contract";
import { userStore } from "#functions/users/user-store";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { signedToken, stackDeps, withRoles } from "../../support/api-deps.ts";
import { aLearner, type Learner, send } from "../../support/client.ts";

const TENANT = "default";

let admin: Learner;
beforeAll(async () => {
  admin = await withRoles(await aLearner(), ["admin"]);
});

async function read(query: Record<string, string>, reader = admin) {
  const answer = await reader.call("GET", `/v1/users/audit-log?${new URLSearchParams(query)}`);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  // The proxy has checked the answer against the contract.
  return { ...answer, ...(answer.body as { items: ShownEntry[]; nextCursor: string | null }) };
}

/** Acts of one person, done to another, a second apart. */
async function someActs(actions: readonly string[]) {
  const { db, transact, newId } = stackDeps();
  const [ada, eve] = await Promise.all([aLearner(), aLearner()]);
  const users = userStore(db, TENANT);
  const [actor, to] = [await users.get(ada.userId), await users.get(eve.userId)];
  const trail = auditTrail(db, TENANT);
  const start = Date.now() + 3_600_000;
  const origin = { address: "192.0.2.7", userAgent: "test/1" };
  for (const [n, action] of actions.entries())
    await transact(TENANT)(async ({ tx }) =>
      trail.record(
        tx,
        { id: newId(), action, outcome: "success", actor, to, origin },
        new Date(start + n * 1000),
      ),
    );
  return { ada, eve, at: (n: number) => new Date(start + n * 1000).toISOString() };
}

const actionsOf = ({ items }: { items: readonly ShownEntry[] }) => items.map(({ action }) => action);

describe("listAudit", () => {
  it("shows who did what to whom and from where, by the ids people have now", async () => {
    const { ada, eve, at } = await someActs(["thing.done"]);
    const { items, headers } = await read({ actor: ada.userId, action: "thing.done" });
    expect(items).toEqual([
      {
        ...{ id: expect.any(String), at: at(0), action: "thing.done", outcome: "success" },
        ...{ actor: { userId: ada.userId }, target: { type: "user", id: eve.userId } },
        ...{ address: "192.0.2.7", userAgent: "test/1" },
        ...{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), block: null },
      },
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("shows what signing in leaves behind", async () => {
    const ada = await aLearner();
    const { items } = await read({ actor: ada.userId });
    expect(items).toMatchObject([{ action: "user.registered", actor: { userId: ada.userId }, target: null }]);
  });

  it("takes every filter by itself and with every other", async () => {
    const { ada, eve, at } = await someActs(["first.done", "second.done", "first.done", "third.done"]);
    const filters = { actor: ada.userId, action: "first.done", target: eve.userId };
    const names = Object.keys(filters) as (keyof typeof filters)[];
    for (let chosen = 1; chosen < 8; chosen++) {
      const some = names.filter((_, bit) => chosen & (1 << bit));
      const query = Object.fromEntries(some.map((name) => [name, filters[name]]));
      const expected =
        "action" in query
          ? ["first.done", "first.done"]
          : ["third.done", "first.done", "second.done", "first.done"];
      const times = { since: at(0), until: at(4) };
      expect(actionsOf(await read({ ...query, ...times })), some.join()).toEqual(expected);
    }
    expect(actionsOf(await read({ actor: ada.userId, since: at(1), until: at(3) }))).toEqual([
      "first.done",
      "second.done",
    ]);
    const zoned = at(3).replace("Z", "+00:00");
    expect(actionsOf(await read({ actor: ada.userId, since: zoned }))).toEqual(["third.done"]);
    expect(actionsOf(await read({ actor: eve.userId, target: eve.userId })), "she did nothing").toEqual([]);
  });

  it("goes on page by page, also where many happened at one time", async () => {
    const { ada } = await someActs([]);
    const { db, transact, newId, clock } = stackDeps();
    const actor = await userStore(db, TENANT).get(ada.userId);
    const ids = Array.from({ length: 7 }, newId);
    const [trail, now] = [auditTrail(db, TENANT), clock()];
    await transact(TENANT)(async ({ tx }) => {
      for (const id of ids) trail.record(tx, { id, action: "thing.done", outcome: "failure", actor }, now);
    });
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await read({
        actor: ada.userId,
        action: "thing.done",
        limit: "3",
        ...(cursor && { cursor }),
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([...ids].sort().reverse());
  });

  it("takes no cursor of other filters or of another reader", async () => {
    const { ada } = await someActs(["thing.done", "thing.done"]);
    const { nextCursor } = await read({ actor: ada.userId, limit: "1" });
    const cursor = nextCursor ?? "";
    const other = await withRoles(await aLearner(), ["admin"]);
    for (const [reader, query] of [
      [admin, `cursor=${cursor}`],
      [admin, `actor=${ada.userId}&action=thing.done&cursor=${cursor}`],
      [other, `actor=${ada.userId}&cursor=${cursor}`],
      [admin, "cursor=junk"],
    ] as const) {
      const answer = await reader.call("GET", `/v1/users/audit-log?${query}`);
      expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "cursor"]);
    }
  });

  it("keeps that it was read, by whom, and about whom", async () => {
    const reader = await withRoles(await aLearner(), ["admin"]);
    const { ada } = await someActs([]);
    await read({}, reader);
    await read({ actor: ada.userId }, reader);
    const { items } = await read({ actor: reader.userId, action: "audit-log.read" });
    expect(items.map(({ target }) => target)).toEqual([{ type: "user", id: ada.userId }, null]);
    expect(items[0]?.address).toBe("127.0.0.1");
  });

  it("tells nothing of whoever is gone but that somebody did it", async () => {
    const { ada, eve } = await someActs(["thing.done"]);
    await userStore(stackDeps().db, TENANT).ref(ada.userId).delete();
    const { items } = await read({ target: eve.userId });
    expect(items).toMatchObject([{ actor: { userId: null }, address: null, userAgent: null }]);
    expect((await read({ actor: ada.userId })).items).toEqual([]);
    await userStore(stackDeps().db, TENANT).ref(eve.userId).delete();
    expect((await read({ target: eve.userId })).items).toEqual([]);
  });

  it("is not stopped by an address that was tampered with", async () => {
    const { ada } = await someActs(["thing.done"]);
    const { items } = await read({ actor: ada.userId, action: "thing.done" });
    const entry = stackDeps().db.doc(`tenants/${TENANT}/auditLog/${items[0]?.id}`);
    await entry.update({ address: Buffer.from("short").toString("base64"), userAgent: newAuditKey() });
    const [again] = (await read({ actor: ada.userId, action: "thing.done" })).items;
    expect([again?.address, again?.userAgent]).toEqual([null, null]);
  });

  it.each(["student", "instructor", "moderator"])("is not for a %s", async (role) => {
    const bearer = await signedToken(admin, { roles: [role] });
    expect(refusalOf(await send("GET", "/v1/users/audit-log", { bearer }))).toBe("403 access-denied");
  });

  it("shows nothing of another tenant", async () => {
    const { db, transact, newId, clock } = stackDeps();
    const action = "elsewhere.done";
    const tid = "elsewhere";
    await transact(tid)(async ({ tx }) =>
      auditTrail(db, tid).record(tx, { id: newId(), action, outcome: "success" }, clock()),
    );
    expect((await read({ action })).items).toEqual([]);
  });

  it.each([
    ["actor", "ada"],
    ["target", "not-an-id"],
    ["action", "everything"],
    ["since", "yesterday"],
    ["until", "2026-13-01T00:00:00Z"],
    ["limit", "101"],
  ])("points at a filter that is none: %s=%s", async (name, value) => {
    const answer = await admin.call("GET", `/v1/users/audit-log?${name}=${value}`);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", name]);
  });
});

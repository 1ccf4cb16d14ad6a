import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { storedCourses, storedTasks } from "../../support/api-deps.ts";
import { aLearner, bringSource, type Learner, signedInAgain } from "../../support/client.ts";

const Page = z.object({ items: z.array(z.looseObject({ id: z.uuid() })), nextCursor: z.string().nullable() });

async function pageOf(learner: Learner, path: string) {
  const { items, nextCursor } = await learner.read(path, Page);
  return { ids: items.map(({ id }) => id), nextCursor };
}

/** Every page of a list, with whatever happens between two pages. */
async function walk(learner: Learner, list: string, limit: number, between?: () => Promise<unknown>) {
  const pages: string[][] = [];
  for (let cursor = ""; ; ) {
    const page = await pageOf(learner, `${list}limit=${limit}${cursor && `&cursor=${cursor}`}`);
    pages.push(page.ids);
    if (page.nextCursor === null) return pages;
    cursor = encodeURIComponent(page.nextCursor);
    await between?.();
  }
}

const day = (n: number) => `2026-01-${String(n).padStart(2, "0")}T00:00:00.000Z`;

describe("a list", () => {
  it("is whole and newest first in pages of any size, with many of the same age", async () => {
    const ada = await aLearner();
    const times = [day(1), day(2), day(2), day(2), day(2), day(2), day(3), day(4), day(4)];
    const ids = await storedCourses(ada, times);
    const order = ids
      .map((id, index) => ({ id, at: times[index] ?? "" }))
      .sort((a, b) => b.at.localeCompare(a.at) || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
    for (const limit of [1, 2, 3, 4, 8, 9, 100])
      expect((await walk(ada, "/v1/courses?", limit)).flat(), `limit ${limit}`).toEqual(order);
    expect((await walk(ada, "/v1/courses?", 3)).map((page) => page.length)).toEqual([3, 3, 3]);
  });

  it("repeats nothing and skips nothing while others come and go", async () => {
    const ada = await aLearner();
    const ids = await storedCourses(ada, [day(9), day(8), day(8), day(8), day(8), day(8), day(7), day(6)]);
    let newer = 10;
    const seen = await walk(ada, "/v1/courses?", 2, async () => {
      newer += 1;
      await storedCourses(ada, [day(newer)]);
    });
    expect(seen.flat().sort(), "what came meanwhile is newer than the first page").toEqual([...ids].sort());
  });

  it("goes on where it was when the item it ended with is deleted", async () => {
    const ada = await aLearner();
    const ids = await storedCourses(ada, [day(5), day(4), day(4), day(4), day(3)]);
    const first = await pageOf(ada, "/v1/courses?limit=2");
    expect((await ada.call("DELETE", `/v1/courses/${first.ids[1]}`)).status).toBe(204);
    const next = await pageOf(ada, `/v1/courses?cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect([...first.ids, ...next.ids].sort()).toEqual([...ids].sort());
  });

  it("has twenty items a page unless told otherwise", async () => {
    const ada = await aLearner();
    await storedCourses(ada, Array<string>(21).fill(day(1)));
    expect((await pageOf(ada, "/v1/courses")).ids).toHaveLength(20);
  });

  it("of tasks keeps to its filters, over pages too", async () => {
    const ada = await aLearner();
    const ids = await storedTasks(ada, ["failed", "failed", "failed", "succeeded", "queued"]);
    const walked = async (query: string) => (await walk(ada, `/v1/tasks?${query}`, 2)).flat().sort();
    expect(await walked("")).toEqual([...ids].sort());
    expect(await walked("state=failed&")).toEqual(ids.slice(0, 3).sort());
    expect(await walked("type=course-generation&")).toEqual([...ids].sort());
    expect(await walked("state=succeeded&type=course-generation&")).toEqual(ids.slice(3, 4));
    expect(await walked("state=canceled&")).toEqual([]);
  });
});

const LISTS = ["/v1/courses", "/v1/tasks", "/v1/sources", "/v1/auth/sessions"];

describe.each(LISTS)("%s", (path) => {
  let ada: Learner;
  let cursor: string;
  beforeAll(async () => {
    ada = await aLearner();
    await Promise.all([
      storedCourses(ada, [day(1), day(2)]),
      storedTasks(ada, ["failed", "failed"]),
      bringSource(ada, { title: "One", text: "Rain falls." }),
      bringSource(ada, { title: "Two", text: "Snow falls." }),
      signedInAgain(ada),
    ]);
    cursor = (await pageOf(ada, `${path}?limit=1`)).nextCursor ?? "";
  });

  it.each(["0", "101", "-1", "1.5", "ten", "", "1e9"])("has no page of the size '%s'", async (limit) => {
    const answer = await ada.call("GET", `${path}?limit=${limit}`);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "limit"]);
  });

  it.each([
    ["garbage", () => "garbage"],
    ["nothing", () => ""],
    ["half a cursor", () => cursor.slice(0, cursor.length / 2)],
    ["a cursor with a letter changed", () => cursor.replace(/[A-Za-z]/, (c) => (c === "A" ? "B" : "A"))],
    ["another spelling of the same bytes", () => `${cursor}=`],
    ["a cursor signed by nobody", () => `${cursor.split(".")[0]}.${"A".repeat(22)}`],
    ["a long text", () => "x".repeat(2001)],
  ])("takes no cursor that is %s", async (_, made) => {
    expect(cursor).not.toBe("");
    const answer = await ada.call("GET", `${path}?cursor=${encodeURIComponent(made())}`);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "cursor"]);
  });

  it("takes no cursor of another person's list, or of another list", async () => {
    const eve = await aLearner();
    const others = LISTS.filter((other) => other !== path);
    const filtered =
      path === "/v1/tasks" ? [() => ada.call("GET", `${path}?state=failed&cursor=${cursor}`)] : [];
    const calls = [
      () => eve.call("GET", `${path}?cursor=${cursor}`),
      ...others.map((other) => () => ada.call("GET", `${other}?cursor=${cursor}`)),
      ...filtered,
    ];
    for (const call of calls) {
      const answer = await call();
      expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "cursor"]);
    }
  });
});

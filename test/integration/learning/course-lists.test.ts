import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Course } from "#functions/learning/course";
import { rankingStore } from "#functions/learning/learner-store";
import { refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { aPublished, begin, publish } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

const Courses = z.object({ items: z.array(Course), nextCursor: z.string().nullable() });

let ada: Learner;
let ben: Learner;
/** A word nobody else's courses have. */
let mark: string;
beforeAll(async () => {
  [ada, ben] = await Promise.all([aLearner(), aLearner()]);
  mark = `z${randomUUID().replaceAll("-", "").slice(0, 12)}`;
});

const find = async (reader: Learner, query: Record<string, string>): Promise<string[]> =>
  (await reader.read(`/v1/courses?${new URLSearchParams(query)}`, Courses)).items.map(({ title }) => title);

describe("a search", () => {
  it("finds what everybody may find by beginnings and slips, the best first, and nothing else", async () => {
    const words = { tags: [mark], summary: "How leaves catch light" };
    await aPublished(ada, 1, { ...words, title: "Photosynthesis" });
    await aPublished(ada, 1, { ...words, title: "Gardens", topic: "photosynthesis at home" });
    await aPublished(ada, 1, { ...words, title: "Photosynthesis unlisted", visibility: "unlisted" });
    await begin(ada, { ...words, title: "Photosynthesis draft" });
    const search = (q: string) => find(ben, { scope: "public", q: `${q} ${mark}` });
    expect(await search("photosynthesis")).toEqual(["Photosynthesis", "Gardens"]);
    expect(await search("photosyn light")).toEqual(["Photosynthesis", "Gardens"]);
    expect(await search("fotosynthesis")).toEqual([]);
    expect(await search("photosynthesiss")).toEqual(["Photosynthesis", "Gardens"]);
    expect(await search("PHÓTOSYNTHESIS gardens")).toEqual(["Gardens"]);
    expect(await search("photosynthesis chess")).toEqual([]);
    expect(await find(ada, { scope: "mine", q: `photosynthesis ${mark}` })).toHaveLength(4);
    expect(await find(ben, { scope: "mine", q: `photosynthesis ${mark}` })).toEqual([]);
  });

  it("follows what is published, hidden, renamed and deleted", async () => {
    const { courseId } = await aPublished(ada, 1, { title: `Rivers ${mark}`, topic: "water" });
    const search = (q: string) => find(ben, { scope: "public", q: `${q} ${mark}` });
    const path = `/v1/courses/${courseId}`;
    await ada.call("PATCH", path, { title: `Lakes ${mark}` });
    expect([await search("rivers"), await search("lakes")]).toEqual([[`Rivers ${mark}`], []]);
    await publish(ada, courseId);
    expect([await search("rivers"), await search("lakes")]).toEqual([[], [`Lakes ${mark}`]]);
    await ada.call("PATCH", path, { visibility: "unlisted" });
    expect(await search("lakes")).toEqual([]);
    await ada.call("PATCH", path, { visibility: "public", title: `Seas ${mark}` });
    expect([await search("lakes"), await search("seas")]).toEqual([[`Lakes ${mark}`], []]);
    await ada.call("POST", `${path}/unpublish`);
    expect(await search("lakes")).toEqual([]);
    await ada.call("POST", `${path}/archive`);
    expect(await find(ada, { q: `seas ${mark}` })).toEqual([]);
    expect(await find(ada, { q: `seas ${mark}`, archived: "true" })).toEqual([`Seas ${mark}`]);
    await ada.call("DELETE", path);
    expect(await find(ada, { q: `seas ${mark}`, archived: "true" })).toEqual([]);
  });

  it.each(["a".repeat(200), "🙂🙂", ".*+?^$()|[]\\", "'; DROP TABLE", "word ".repeat(39), "\u0000"])(
    "answers whatever is asked: %j",
    async (q) => {
      expect(await find(ben, { scope: "public", q })).toEqual([]);
    },
  );

  it("takes no question of more than two hundred characters, and none that is empty", async () => {
    for (const q of ["a".repeat(201), " "])
      expect(refusalOf(await ben.call("GET", `/v1/courses?q=${q}`))).toBe("400 validation-error");
  });
});

describe("an order that moves", () => {
  it("is paged as it was on the first page, for an hour and for who began it", async () => {
    const reader = await aLearner();
    for (const title of ["C", "a", "B", "d", "10", "9"]) await begin(reader, { title });
    const path = "/v1/courses?sort=title&limit=4";
    const first = await reader.read(path, Courses);
    expect(first.items.map(({ title }) => title)).toEqual(["9", "10", "a", "B"]);
    await begin(reader, { title: "AA" });
    const rest = await reader.read(`${path}&cursor=${first.nextCursor}`, Courses);
    expect([rest.items.map(({ title }) => title), rest.nextCursor]).toEqual([["C", "d"], null]);
    expect(refusalOf(await ben.call("GET", `${path}&cursor=${first.nextCursor}`))).toBe(
      "400 validation-error",
    );
    const payload = (first.nextCursor ?? "").split(".")[0] ?? "";
    const { ranking } = JSON.parse(Buffer.from(payload, "base64url").toString());
    const rankings = rankingStore(stackDeps().db, "default");
    await rankings.change(ranking, (kept) => ({ ...kept, expireAt: new Date(Date.now() - 1) }));
    expect(refusalOf(await reader.call("GET", `${path}&cursor=${first.nextCursor}`))).toBe(
      "400 cursor-expired",
    );
  });

  it("is of those who take part and of what they think", async () => {
    const tag = `t${mark}`;
    const made: string[] = [];
    for (const title of ["One", "Two", "Three"])
      made.push((await aPublished(ada, 1, { title, tags: [tag] })).courseId);
    const { courses } = stackDeps().writing("default");
    const stats = [
      { enrollments: 5, ratingCount: 1, sum: 5 },
      { enrollments: 9, ratingCount: 90, sum: 400 },
      { enrollments: 1, ratingCount: 3, sum: 3 },
    ];
    for (const [n, id] of made.entries())
      await stackDeps().transact("default")(async ({ tx }) => {
        const course = await courses.find(id, tx);
        const { enrollments = 0, ratingCount = 0, sum = 0 } = stats[n] ?? {};
        if (course)
          courses.change(tx, course, course.updatedAt, {
            ratingSum: sum,
            stats: { ...course.stats, enrollments, ratingCount },
          });
      });
    // Another instance's changes are seen within two seconds.
    await new Promise((done) => setTimeout(done, 2100));
    const listed = (sort: string) => find(ben, { scope: "public", tag, sort });
    expect(await listed("popular")).toEqual(["Two", "One", "Three"]);
    expect(await listed("rating")).toEqual(["Two", "One", "Three"]);
    expect(await listed("newest")).toEqual(["Three", "Two", "One"]);
  });
});

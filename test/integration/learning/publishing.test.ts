import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CourseVersion } from "#functions/learning/authoring-contract";
import { ShownKey } from "#functions/learning/block";
import { Course } from "#functions/learning/course";
import { Lesson } from "#functions/learning/lesson";
import { refusalOf } from "../../support/api-answer.ts";
import { answerKeys, withRoles } from "../../support/api-deps.ts";
import { answered, aPublished, begin, publish, Summaries, titles, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let ada: Learner;
let ben: Learner;
beforeAll(async () => {
  [ada, ben] = await Promise.all([aLearner(), aLearner()]);
});

const NONE = "404 resource-not-found";
const Courses = z.object({ items: z.array(Course), nextCursor: z.string().nullable() });
const read = (reader: Learner, courseId: string, query = "") =>
  reader.call("GET", `/v1/courses/${courseId}${query}`);

describe("a published course", () => {
  it("stays as it was while its author goes on, until it is published again", async () => {
    const { courseId, course, lessons } = await aPublished(ada);
    expect(answered(await read(ben, courseId), 200, Course)).toEqual(course);
    await ada.call("PATCH", `/v1/courses/${courseId}`, { title: "Trees" });
    await write(ada, courseId, { title: "New" });
    await ada.call("PATCH", `/v1/courses/${courseId}/lessons/${lessons[0]?.id}`, { title: "Changed" });
    expect(answered(await read(ben, courseId), 200, Course)).toEqual(course);
    expect(await titles(ben, courseId)).toEqual(["Lesson 1", "Lesson 2"]);
    expect(await titles(ada, courseId)).toEqual(["Changed", "Lesson 2", "New"]);
    const next = await publish(ada, courseId);
    expect(next.version).toBeGreaterThan(course.version);
    expect(answered(await read(ben, courseId), 200, Course)).toMatchObject({
      title: "Trees",
      lessonCount: 3,
    });
    expect(await titles(ben, courseId)).toEqual(["Changed", "Lesson 2", "New"]);
    expect(await titles(ada, courseId, `?version=${course.version}`)).toEqual(["Lesson 1", "Lesson 2"]);
  });

  it("keeps the keys of each version beside it", async () => {
    const { courseId, course, lessons } = await aPublished(ada, 1);
    const [frozen] = await answerKeys(courseId, course.version);
    await ada.call("PATCH", `/v1/courses/${courseId}/lessons/${lessons[0]?.id}`, { blocks: [] });
    expect((await answerKeys(courseId))[0]?.questions).toEqual({});
    expect(await answerKeys(courseId, course.version)).toEqual([frozen]);
    expect(Object.keys(frozen?.questions ?? {})).toHaveLength(1);
  });

  it("is no other when it is published twice, also at once", async () => {
    const { id } = await begin(ada);
    await write(ada, id);
    const both = await Promise.all([publish(ada, id), publish(ada, id)]);
    expect(both[0]).toEqual(both[1]);
    const { items } = await ada.read(
      `/v1/courses/${id}/versions`,
      z.object({ items: z.array(CourseVersion) }),
    );
    expect(items).toMatchObject([{ version: both[0].version, current: true, lessonCount: 1 }]);
  });

  it("is in everybody's list once it is public, in the words that were published", async () => {
    const tag = randomUUID();
    const { courseId } = await aPublished(ada, 1, { tags: [tag], difficulty: "advanced", language: "pt-BR" });
    await ada.call("PATCH", `/v1/courses/${courseId}`, { title: "Unseen", tags: ["other"] });
    const list = async (query: string, reader = ben) =>
      (await reader.read(`/v1/courses?scope=public&${query}`, Courses)).items.map(({ id, title }) => [
        id,
        title,
      ]);
    const found = [[courseId, "Plants"]];
    expect(await list(`tag=${tag}`)).toEqual(found);
    expect(await list(`tag=${tag}`, ada), "as everybody gets it, not her draft").toEqual(found);
    expect(await list(`tag=${tag}&sort=title`, ada)).toEqual(found);
    expect(await list(`tag=${tag}&difficulty=advanced&language=pt`)).toEqual(found);
    expect(await list(`tag=${tag.toUpperCase()}&language=pt-BR`)).toEqual(found);
    expect(await list(`tag=${tag}&difficulty=beginner`)).toEqual([]);
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "unlisted" });
    expect(await list(`tag=${tag}`)).toEqual([]);
    expect((await read(ben, courseId)).status).toBe(200);
  });
});

describe("who reads a course", () => {
  it.each(["private", "unlisted", "public"])("while it is %s", async (visibility) => {
    const { id } = await begin(ada, { visibility });
    await write(ada, id);
    expect(refusalOf(await read(ben, id))).toBe(NONE);
    const { version } = await publish(ada, id);
    const seen = visibility === "private" ? NONE : "200";
    expect(refusalOf(await read(ben, id))).toBe(seen);
    expect(refusalOf(await read(ben, id, `?version=${version}`))).toBe(seen);
    expect(refusalOf(await read(ben, id, "?version=1"))).toBe(NONE);
    expect(refusalOf(await read(ada, id))).toBe("200");
    await ada.call("POST", `/v1/courses/${id}/unpublish`);
    expect(refusalOf(await read(ben, id))).toBe(NONE);
    expect(refusalOf(await read(ada, id, `?version=${version}`))).toBe("200");
  });

  it("goes on with the version they began when another or none is published, and with none that is private", async () => {
    const { courseId, course, lessons } = await aPublished(ada, 1);
    const lesson = `/v1/courses/${courseId}/lessons/${lessons[0]?.id}`;
    expect((await ben.call("PUT", `/v1/courses/${courseId}/enrollment`)).status).toBe(204);
    await ada.call("PATCH", lesson, { title: "Second edition" });
    await publish(ada, courseId);
    expect(await titles(ben, courseId)).toEqual(["Second edition"]);
    expect(await titles(ben, courseId, `?version=${course.version}`)).toEqual(["Lesson 1"]);
    const cara = await aLearner();
    expect(refusalOf(await read(cara, courseId, `?version=${course.version}`))).toBe(NONE);
    await ada.call("POST", `/v1/courses/${courseId}/unpublish`);
    expect(refusalOf(await read(cara, courseId))).toBe(NONE);
    expect(await titles(ben, courseId)).toEqual(["Lesson 1"]);
    expect(await ben.read(lesson, Lesson)).toMatchObject({ title: "Lesson 1" });
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "private" });
    expect(refusalOf(await read(ben, courseId))).toBe(NONE);
  });

  it("may not change it: hidden what is private, refused what is not", async () => {
    const { courseId, lessons } = await aPublished(ada, 1);
    const own = await begin(ada);
    for (const [method, path] of [
      ["PATCH", ""],
      ["POST", "/publish"],
      ["POST", "/archive"],
      ["DELETE", ""],
      ["DELETE", `/lessons/${lessons[0]?.id}`],
    ] as const) {
      const body = method === "PATCH" ? { title: "Mine" } : undefined;
      expect(refusalOf(await ben.call(method, `/v1/courses/${courseId}${path}`, body))).toBe(
        "403 access-denied",
      );
      expect(refusalOf(await ben.call(method, `/v1/courses/${own.id}${path}`, body))).toBe(NONE);
    }
  });

  it("finds it gone once a moderator has taken it down", async () => {
    const { courseId, course } = await aPublished(ada, 1);
    await ada.call("PATCH", `/v1/courses/${courseId}`, { title: "Not published yet" });
    const mod = await withRoles(await aLearner(), ["moderator"]);
    const taken = await mod.call("POST", `/v1/courses/${courseId}/unpublish`);
    expect(answered(taken, 200, Course)).toMatchObject({ title: course.title });
    expect(refusalOf(await read(ben, courseId))).toBe(NONE);
    const own = await begin(ada);
    expect(refusalOf(await mod.call("POST", `/v1/courses/${own.id}/unpublish`))).toBe(NONE);
  });
});

describe("a duplicate", () => {
  it("is the caller's own private draft, the same in words and keys and new in every id", async () => {
    const { courseId, course, lessons } = await aPublished(ada);
    const answer = await ben.call("POST", `/v1/courses/${courseId}/duplicate`);
    const copy = answered(answer, 200, Course);
    expect(copy).toMatchObject({
      ...{ ownerId: ben.userId, status: "draft", visibility: "private", version: 1, lessonCount: 2 },
      title: `${course.title} (copy)`,
    });
    expect(answer.headers.get("location")).toBe(`/v1/courses/${copy.id}`);
    expect(await titles(ben, copy.id)).toEqual(["Lesson 1", "Lesson 2"]);
    const keys = await answerKeys(copy.id);
    expect(keys).toHaveLength(2);
    const ids = (value: unknown) => JSON.stringify(value).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
    const old = new Set(ids(lessons));
    expect(ids(keys).filter((id) => old.has(id))).toEqual([]);
    const explained = (all: typeof keys) =>
      all.flatMap(({ questions }) => Object.values(questions)).map(({ explanation }) => explanation);
    expect(explained(keys)).toEqual(explained(await answerKeys(courseId)));
    expect(refusalOf(await ben.call("POST", `/v1/courses/${(await begin(ada)).id}/duplicate`))).toBe(NONE);
  });

  it("shows an instructor what is right in their own questions, and not in those of others", async () => {
    const teacher = await withRoles(await aLearner(), ["instructor"]);
    const keysIn = async (courseId: string) => {
      const { items } = await teacher.read(`/v1/courses/${courseId}/lessons`, Summaries);
      const path = `/v1/courses/${courseId}/lessons/${items[0]?.id}/answer-key`;
      return Object.keys(answered(await teacher.call("GET", path), 200, ShownKey).questions);
    };
    const copied = async (courseId: string) =>
      answered(await teacher.call("POST", `/v1/courses/${courseId}/duplicate`), 200, Course).id;
    const [own, others] = await Promise.all([aPublished(teacher, 1), aPublished(ada, 1)]);
    expect(await keysIn(await copied(own.courseId))).toHaveLength(1);
    const copy = await copied(others.courseId);
    expect(await keysIn(copy)).toEqual([]);
    expect(await keysIn(await copied(copy)), "nor in a copy of the copy").toEqual([]);
  });
});

describe("favorites, ratings and shares", () => {
  const stats = async (courseId: string) => (await ada.read(`/v1/courses/${courseId}`, Course)).stats;

  it("count each person once, however often they ask, also at once", async () => {
    const { courseId } = await aPublished(ada, 1);
    const path = `/v1/courses/${courseId}/favorite`;
    const put = (who: Learner) => who.call("PUT", path);
    const answers = await Promise.all([put(ben), put(ben), put(ada), put(ben)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await stats(courseId)).favorites).toBe(2);
    const listed = await ben.read("/v1/courses?scope=favorites&limit=100", Courses);
    expect(listed.items.map(({ id }) => id)).toContain(courseId);
    for (const _ of [1, 2]) expect((await ben.call("DELETE", path)).status).toBe(204);
    expect((await stats(courseId)).favorites).toBe(1);
    expect((await ben.call("DELETE", `/v1/courses/${randomUUID()}/favorite`)).status).toBe(204);
  });

  it("leave a list in pages that skip what is hidden by now", async () => {
    const reader = await aLearner();
    const made = await Promise.all([1, 2, 3].map(() => aPublished(ada, 1)));
    for (const { courseId } of made) await reader.call("PUT", `/v1/courses/${courseId}/favorite`);
    await ada.call("PATCH", `/v1/courses/${made[1]?.courseId}`, { visibility: "private" });
    await ada.call("DELETE", `/v1/courses/${made[0]?.courseId}`);
    const first = await reader.read("/v1/courses?scope=favorites&limit=1", Courses);
    expect(first.items.map(({ id }) => id)).toEqual([made[2]?.courseId]);
    const rest = await reader.read(`/v1/courses?scope=favorites&limit=1&cursor=${first.nextCursor}`, Courses);
    expect([rest.items, rest.nextCursor]).toEqual([[], null]);
    expect((await reader.call("DELETE", `/v1/courses/${made[0]?.courseId}/favorite`)).status).toBe(204);
  });

  it("average what those think who take the course", async () => {
    const { courseId } = await aPublished(ada, 1);
    const [cara, dan] = await Promise.all([aLearner(), aLearner()]);
    const rate = (who: Learner, stars: number) =>
      who.call("PUT", `/v1/courses/${courseId}/rating`, { stars });
    expect(refusalOf(await rate(cara, 5))).toBe("409 conflict");
    expect(refusalOf(await rate(ada, 5))).toBe("403 access-denied");
    for (const who of [cara, dan]) await who.call("PUT", `/v1/courses/${courseId}/enrollment`);
    await Promise.all([rate(cara, 5), rate(dan, 2)]);
    expect(await stats(courseId)).toMatchObject({ ratingAverage: 3.5, ratingCount: 2, enrollments: 2 });
    await rate(dan, 4);
    expect(await stats(courseId)).toMatchObject({ ratingAverage: 4.5, ratingCount: 2 });
    await cara.call("DELETE", `/v1/courses/${courseId}/rating`);
    expect(await stats(courseId)).toMatchObject({ ratingAverage: 4, ratingCount: 1 });
    expect(refusalOf(await rate(cara, 6))).toBe("400 validation-error");
  });

  it("of a course only that others can open", async () => {
    const { courseId } = await aPublished(ada, 1);
    const share = (id: string) => ada.call("POST", `/v1/courses/${id}/shares`, { message: "Look" });
    const shared = answered(await share(courseId), 201, z.object({ id: z.uuid(), url: z.url() }));
    expect(shared.url).toContain(`/courses/${courseId}?share=${shared.id}`);
    expect(refusalOf(await share((await begin(ada)).id))).toBe("409 conflict");
  });
});

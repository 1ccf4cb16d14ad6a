import { beforeAll, describe, expect, it } from "vitest";
import { Course } from "#functions/learning/course";
import { Lesson } from "#functions/learning/lesson";
import { CoursePack } from "#functions/learning/pack";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { answerKeys } from "../../support/api-deps.ts";
import { answered, aPublished, begin, publish, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let ada: Learner;
let ben: Learner;
beforeAll(async () => {
  [ada, ben] = await Promise.all([aLearner(), aLearner()]);
});

const NONE = "404 resource-not-found";
const pack = (reader: Learner, courseId: string, query = "", known?: string) =>
  reader.call(
    "GET",
    `/v1/courses/${courseId}/pack${query}`,
    undefined,
    known === undefined ? {} : { "if-none-match": known },
  );
const packed = async (reader: Learner, courseId: string, query = ""): Promise<CoursePack> =>
  answered(await pack(reader, courseId, query), 200, CoursePack);
const told = ({ lessons }: CoursePack) => lessons.map(({ title }) => title);
const refused = async (reader: Learner, courseId: string, query: string) => {
  const answer = await pack(reader, courseId, query);
  return [refusalOf(answer), ...(answer.status === 400 ? pointersOf(answer) : [])];
};

/** A course of three lessons; in its second edition one is changed, one is new, one is gone and one is as it was. */
async function twoEditions() {
  const { courseId, course, lessons } = await aPublished(ada, 3);
  const [first, second, third] = lessons.map(({ id }) => `/v1/courses/${courseId}/lessons/${id}`);
  await ada.call("PATCH", first ?? "", { title: "Changed" });
  await ada.call("DELETE", third ?? "");
  const added = await write(ada, courseId, { title: "New" });
  const { version } = await publish(ada, courseId);
  const kept = [lessons[0]?.id, lessons[1]?.id, added.id];
  return { courseId, before: course.version, version, kept, second: second ?? "", lessons };
}

describe("the pack of a course", () => {
  it("is what the single calls give, in one answer, without what is right", async () => {
    const { courseId, course, lessons } = await aPublished(ada, 3);
    const { stats: _, visibility: __, ...shown } = await ben.read(`/v1/courses/${courseId}`, Course);
    const single = await Promise.all(
      lessons.map(({ id }) => ben.read(`/v1/courses/${courseId}/lessons/${id}`, Lesson)),
    );
    const whole = await packed(ben, courseId);
    const lessonIds = lessons.map(({ id }) => id);
    expect(whole).toEqual({ course: shown, version: course.version, lessonIds, lessons: single });
    expect(whole.lessons.map(({ blocks }) => blocks.map(({ type }) => type))).toEqual(
      Array(3).fill(["text", "quiz", "flashcards"]),
    );
    const keys = await answerKeys(courseId, course.version);
    const explanations = keys.flatMap(({ questions }) =>
      Object.values(questions).map(({ explanation }) => explanation),
    );
    expect(explanations).toHaveLength(3);
    for (const said of explanations) expect(JSON.stringify(whole)).not.toContain(said);
  });

  it("is one for all its readers, and not sent again until another is published", async () => {
    const { courseId, course } = await aPublished(ada, 2);
    const first = await pack(ben, courseId);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(new RegExp(`^"${course.version}-[\\w-]{22}"$`));
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const again = await pack(ben, courseId, "", etag);
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, undefined, etag]);
    // Counters, visibility and the draft move on.
    await ben.call("PUT", `/v1/courses/${courseId}/favorite`);
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "unlisted", title: "Trees" });
    expect((await ben.read(`/v1/courses/${courseId}`, Course)).stats.favorites).toBe(1);
    expect((await pack(await aLearner(), courseId, "", etag)).status).toBe(304);
    expect((await pack(ada, courseId, `?version=${course.version}`, etag)).status).toBe(304);
    const { version } = await publish(ada, courseId);
    const next = await pack(ben, courseId, "", etag);
    expect(answered(next, 200, CoursePack)).toMatchObject({ version, course: { title: "Trees" } });
    expect(next.headers.get("etag")).not.toBe(etag);
  });
});

describe("what a pack has since another version", () => {
  it("is what a device lacks: changed and new lessons, and which are left", async () => {
    const { courseId, before, version, kept, second, lessons } = await twoEditions();
    const whole = await packed(ben, courseId);
    expect(told(whole)).toEqual(["Changed", "Lesson 2", "New"]);
    const delta = await packed(ben, courseId, `?since=${before}`);
    expect(delta).toEqual({ ...whole, lessons: [whole.lessons[0], whole.lessons[2]] });
    expect(delta.lessonIds).toEqual(kept);
    const had = new Map([...lessons, ...delta.lessons].map((lesson) => [lesson.id, lesson]));
    expect(delta.lessonIds.map((id) => had.get(id))).toEqual(whole.lessons);
    expect(await packed(ben, courseId, `?since=${version}`)).toEqual({ ...whole, lessons: [] });
    const { headers } = await pack(ben, courseId, `?since=${before}`);
    const etag = headers.get("etag") ?? "";
    expect((await pack(ben, courseId, `?since=${before}`, etag)).status).toBe(304);
    expect((await pack(ben, courseId, "", etag)).status, "the whole is something else").toBe(200);
    // A lesson that only moved is sent: its place is in it.
    answered(await ada.call("PATCH", second, { order: 1 }), 200, Lesson);
    await publish(ada, courseId);
    expect(told(await packed(ben, courseId, `?since=${version}`))).toEqual(["Lesson 2", "Changed"]);
  });

  it("is refused where there is nothing to compare with, at the parameter", async () => {
    const { courseId, before, version } = await twoEditions();
    const never = version - 1;
    expect(never).toBeGreaterThan(before);
    for (const since of ["0", "-1", "1.5", "x", "", "1", `${never}`, `${version + 1}`, "9".repeat(400)])
      expect(await refused(ben, courseId, `?since=${since}`), since).toEqual([
        "400 validation-error",
        "since",
      ]);
    expect(await refused(ada, courseId, `?version=${before}&since=${version}`)).toEqual([
      "400 validation-error",
      "since",
    ]);
  });
});

describe("who gets a pack", () => {
  it("is whoever may read the course, as it is for them", async () => {
    const { courseId, course } = await aPublished(ada, 1);
    await ben.call("PUT", `/v1/courses/${courseId}/enrollment`);
    await write(ada, courseId, { title: "New" });
    const { version } = await publish(ada, courseId);
    const [cara, begun] = [await aLearner(), `?version=${course.version}`];
    expect(told(await packed(ben, courseId))).toEqual(["Lesson 1", "New"]);
    expect(told(await packed(ben, courseId, begun))).toEqual(["Lesson 1"]);
    expect(await refused(cara, courseId, begun)).toEqual([NONE]);
    expect(told(await packed(cara, courseId, `?since=${course.version}`)), "what she had").toEqual(["New"]);
    await ada.call("POST", `/v1/courses/${courseId}/unpublish`);
    expect(told(await packed(ben, courseId))).toEqual(["Lesson 1"]);
    expect(await refused(ben, courseId, `?since=${version}`)).toEqual(["400 validation-error", "since"]);
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "private" });
    // Whether a version was is told to nobody who may not read the course.
    for (const reader of [ben, cara])
      for (const query of ["", begun, `?since=${course.version}`, "?since=9999"])
        expect(await refused(reader, courseId, query)).toEqual([NONE]);
  });

  it("is its author while it is a draft, whole, with what is not ready yet", async () => {
    const { id } = await begin(ada, { visibility: "public" });
    expect(await packed(ada, id)).toMatchObject({ version: 1, lessonIds: [], lessons: [] });
    await write(ada, id, { title: "One" });
    expect(await refused(ben, id, "")).toEqual([NONE]);
    const { version } = await publish(ada, id);
    await write(ada, id, { title: "Two" });
    const draft = await pack(ada, id);
    expect(told(answered(draft, 200, CoursePack))).toEqual(["One", "Two"]);
    expect((await pack(ada, id, "", draft.headers.get("etag") ?? "")).status).toBe(304);
    expect(await refused(ada, id, `?since=${version}`)).toEqual(["400 validation-error", "since"]);
    expect(told(await packed(ada, id, `?version=${version}`))).toEqual(["One"]);
    expect(told(await packed(ada, id, `?version=${version}&since=${version}`))).toEqual([]);
  });
});

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Course } from "#functions/learning/course";
import type { Lesson } from "#functions/learning/lesson";
import { CourseProgress, LessonProgress } from "#functions/learning/progress";
import { answersTo, attempt, causesOf, progressOf, report, toldOf } from "../../support/answers.ts";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { answered, aPublished, begin, publish, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let author: Learner;
beforeAll(async () => {
  author = await aLearner();
});

const enrollment = (courseId: string, query = "") => `/v1/courses/${courseId}/enrollment${query}`;
const statsOf = async (courseId: string) => (await author.read(`/v1/courses/${courseId}`, Course)).stats;
const typesOf = async (courseId: string) => (await toldOf(courseId)).map(({ type }) => type);
const lessonPath = ({ courseId, id }: Lesson) => `/v1/courses/${courseId}/lessons/${id}/progress`;
const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error("there is none");
  return one;
};
/** Moves what is stored of somebody's time in a lesson into the past. */
async function timePasses(learner: Learner, { courseId, id }: Lesson, seconds: number): Promise<void> {
  const at = new Date(Date.now() - seconds * 1000).toISOString();
  const document = stackDeps().db.doc(`tenants/default/users/${learner.userId}/progress/${courseId}`);
  await document.update({ [`lessons.${id}.timedAt`]: at, [`lessons.${id}.timedFrom`]: at });
}

describe("taking a course", () => {
  it("counts each person once, however often and at once they say so", async () => {
    const { courseId } = await aPublished(author, 1);
    const people = await Promise.all(Array.from({ length: 6 }, () => aLearner()));
    const taps = people.flatMap((one) => [one, one, one]);
    const answers = await Promise.all(taps.map((one) => one.call("PUT", enrollment(courseId))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await statsOf(courseId)).enrollments).toBe(6);
    expect((await typesOf(courseId)).filter((type) => type === "course.enrolled")).toHaveLength(6);
  });

  it("ends however often and at once one says so, and keeps the progress", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    await report(ada, first(lessons), { position: 0.4 });
    await Promise.all([1, 2, 3].map(() => ada.call("DELETE", enrollment(courseId))));
    expect((await statsOf(courseId)).enrollments).toBe(0);
    expect((await progressOf(ada, courseId)).lessons).toMatchObject([{ position: 0.4 }]);
    expect((await ada.call("DELETE", enrollment(randomUUID()))).status).toBe(204);
  });

  it("keeps the version begun with open, until the learner moves to the next", async () => {
    const [ada, { courseId, course }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    const [one = 0, lessons] = [course.publishedVersion, `/v1/courses/${courseId}/lessons?version=`];
    await ada.call("PUT", enrollment(courseId));
    await write(author, courseId, { title: "More" });
    const two = (await publish(author, courseId)).publishedVersion ?? 0;
    await ada.call("PUT", enrollment(courseId));
    expect((await ada.call("GET", `${lessons}${one}`)).status).toBe(200);
    expect((await progressOf(ada, courseId)).lessons).toHaveLength(2);
    expect(
      (await ada.read(`/v1/courses/${courseId}/progress?version=${one}`, CourseProgress)).lessons,
    ).toHaveLength(1);
    expect((await ada.call("PUT", enrollment(courseId, `?version=${two}`))).status).toBe(204);
    expect(refusalOf(await ada.call("GET", `${lessons}${one}`))).toBe("404 resource-not-found");
    expect((await statsOf(courseId)).enrollments).toBe(1);
  });

  it("is for courses one may read: not for a stranger's draft, nor for one that is not there", async () => {
    const [eve, draft] = await Promise.all([aLearner(), begin(author)]);
    const lesson = await write(author, draft.id);
    for (const courseId of [draft.id, randomUUID()]) {
      expect(refusalOf(await eve.call("PUT", enrollment(courseId)))).toBe("404 resource-not-found");
      expect(refusalOf(await eve.call("GET", `/v1/courses/${courseId}/progress`))).toBe(
        "404 resource-not-found",
      );
      const answer = await eve.call("PUT", lessonPath({ ...lesson, courseId }), { position: 1 });
      expect(refusalOf(answer)).toBe("404 resource-not-found");
    }
    expect((await statsOf(draft.id)).enrollments).toBe(0);
    expect(await causesOf(eve, draft.id)).toEqual([]);
  });
});

describe("progress", () => {
  it("of a course never opened is nothing, and the first lesson is next", async () => {
    const [ada, { courseId, lessons, course }] = await Promise.all([aLearner(), aPublished(author, 2)]);
    expect(await progressOf(ada, courseId)).toEqual({
      ...{ courseId, version: course.publishedVersion, percent: 0, nextLessonId: lessons[0]?.id },
      lessons: lessons.map(({ id }) => ({ lessonId: id, position: 0, completed: false, secondsSpent: 0 })),
    });
    const known = await ada.call("GET", `/v1/courses/${courseId}/progress`);
    const etag = { "if-none-match": known.headers.get("etag") ?? "" };
    expect((await ada.call("GET", `/v1/courses/${courseId}/progress`, undefined, etag)).status).toBe(304);
  });

  it("never goes back, and enrols whoever makes some", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 2)]);
    const lesson = first(lessons);
    await report(ada, lesson, { position: 0.6, secondsSpent: 60 });
    expect(await report(ada, lesson, { position: 0.2, secondsSpent: 20 })).toMatchObject({
      ...{ position: 0.6, completed: false, secondsSpent: 60 },
    });
    const done = await report(ada, lesson, { position: 0.9, completed: true });
    expect(done).toMatchObject({ position: 1, completed: true });
    expect(await report(ada, lesson, { position: 0, completed: false })).toEqual(done);
    expect(await progressOf(ada, courseId)).toMatchObject({ percent: 50, nextLessonId: lessons[1]?.id });
    expect((await statsOf(courseId)).enrollments).toBe(1);
    expect(await typesOf(courseId)).toEqual(["course.enrolled", "lesson.completed"]);
  });

  it("of several devices at once comes to the furthest of all, and to one completion", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 2)]);
    const lesson = first(lessons);
    const reports = [0.1, 0.7, 0.3, 0.5].map((position) => ({ position, secondsSpent: position * 100 }));
    await Promise.all(reports.map((said) => report(ada, lesson, said)));
    expect(first((await progressOf(ada, courseId)).lessons)).toMatchObject({
      position: 0.7,
      secondsSpent: 70,
    });
    await Promise.all([1, 2, 3].map(() => report(ada, lesson, { position: 1, completed: true })));
    expect(await typesOf(courseId)).toEqual(["course.enrolled", "lesson.completed"]);
  });

  it("that two devices bring to the end at once completes the course once", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 3)]);
    await Promise.all(lessons.map((lesson) => report(ada, lesson, { position: 1, completed: true })));
    const progress = await progressOf(ada, courseId);
    expect(progress).toMatchObject({ percent: 100, completedAt: expect.any(String) });
    expect(progress.nextLessonId).toBeUndefined();
    const types = await typesOf(courseId);
    expect(types).toEqual(["course.completed", "course.enrolled", ...Array(3).fill("lesson.completed")]);
    expect(await statsOf(courseId)).toMatchObject({ enrollments: 1, completions: 1 });
  });

  it("stays complete when a later version has more to learn, and carries over lesson by lesson", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    await report(ada, first(lessons), { position: 1, completed: true });
    const more = await write(author, courseId, { title: "More" });
    await publish(author, courseId);
    expect(await progressOf(ada, courseId)).toMatchObject({
      ...{ percent: 50, completedAt: expect.any(String), nextLessonId: more.id },
      lessons: [{ completed: true }, { completed: false }],
    });
    await report(ada, more, { position: 1, completed: true });
    expect((await typesOf(courseId)).filter((type) => type === "course.completed")).toHaveLength(1);
    expect((await statsOf(courseId)).completions).toBe(1);
  });

  it("goes on after the lesson last opened, and from the start when that was the last", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 3)]);
    const [one, two, three] = lessons.map(({ id }) => id);
    const next = async () => (await progressOf(ada, courseId)).nextLessonId;
    const done = (lesson: Lesson | undefined) =>
      lesson && report(ada, lesson, { position: 1, completed: true });
    await done(lessons[1]);
    expect(await next()).toBe(three);
    await done(lessons[2]);
    expect(await next()).toBe(one);
    await done(lessons[0]);
    expect([await next(), two]).toEqual([undefined, two]);
  });

  it("gives a completed lesson's flashcards to review, once", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    const lesson = first(lessons);
    const cards = lesson.blocks.flatMap((block) => (block.type === "flashcards" ? block.cards : []));
    await report(ada, lesson, { position: 0.99 });
    expect(await causesOf(ada, courseId)).toEqual([]);
    await Promise.all([1, 2].map(() => report(ada, lesson, { position: 1, completed: true })));
    expect(await causesOf(ada, courseId)).toEqual(cards.map(({ id }) => `flashcard/${courseId}/${id}`));
    const due = z.object({ items: z.array(z.object({ front: z.string(), state: z.string() })) });
    const { items } = await ada.read("/v1/reviews?due=now", due);
    expect(items).toMatchObject([{ front: "Chlorophyll", state: "new" }]);
  });

  it("of an author in their own draft counts what they edit", async () => {
    const ada = await aLearner();
    const { id } = await begin(ada);
    const lesson = await write(ada, id);
    await report(ada, lesson, { position: 1, completed: true });
    const progress = await progressOf(ada, id);
    expect([progress.percent, progress.version]).toEqual([100, undefined]);
    expect((await toldOf(id)).find(({ type }) => type === "course.completed")?.data).toMatchObject({
      version: null,
    });
  });

  it("outlives the request that brought it: a caller who hangs up tells it again", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    const lesson = first(lessons);
    const said = { position: 1, completed: true };
    for (const ms of [1, 5, 15, 40]) {
      const signal = AbortSignal.timeout(ms);
      await ada.direct("PUT", lessonPath(lesson), { body: said, signal }).catch(() => undefined);
    }
    await report(ada, lesson, said);
    expect(await typesOf(courseId)).toEqual(["course.completed", "course.enrolled", "lesson.completed"]);
    expect((await causesOf(ada, courseId)).length).toBe(1);
  });
});

describe("time spent", () => {
  let ada: Learner;
  let lesson: Lesson;
  const spend = (secondsSpent: number) => ada.call("PUT", lessonPath(lesson), { position: 0, secondsSpent });
  beforeAll(async () => {
    const [learner, { lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    [ada, lesson] = [learner, first(lessons)];
  });

  it("is at most what can have gone by, and refused beyond without a trace", async () => {
    expect([refusalOf(await spend(86_400)), ...pointersOf(await spend(86_400))]).toEqual([
      ...["400 validation-error", "#/secondsSpent"],
    ]);
    expect((await progressOf(ada, lesson.courseId)).lessons[0]).toMatchObject({ secondsSpent: 0 });
    expect((await spend(6 * 3600 + 1)).status).toBe(400);
    expect((await spend(600)).status).toBe(200);
    expect((await spend(600 + 301 + 30)).status).toBe(400);
    expect((await spend(600 + 290)).status).toBe(200);
    await timePasses(ada, lesson, 3600);
    expect((await spend(890 + 3600 + 290)).status).toBe(200);
    const latest = LessonProgress.parse((await spend(100)).body);
    expect(latest.secondsSpent).toBe(4780);
  });

  it("does not grow without end by many reports", async () => {
    const learner = await aLearner();
    const tell = (secondsSpent: number) =>
      learner.call("PUT", lessonPath(lesson), { position: 0, secondsSpent });
    await tell(6 * 3600);
    expect((await tell(6 * 3600 + 100)).status).toBe(400);
  });
});

describe("a report", () => {
  it.each([
    [{ position: 1.2 }, "#/position"],
    [{ position: -0.1 }, "#/position"],
    [{ position: "0.5" }, "#/position"],
    [{}, "#/position"],
    [{ position: 0.5, secondsSpent: -1 }, "#/secondsSpent"],
    [{ position: 0.5, secondsSpent: 1.5 }, "#/secondsSpent"],
    [{ position: 0.5, secondsSpent: 1e300 }, "#/secondsSpent"],
    [{ position: 0.5, completed: "yes" }, "#/completed"],
    [{ position: 0.5, bestScore: 1 }, "#/bestScore"],
  ])("of %j is refused where it is wrong", async (said, pointer) => {
    const { lessons } = await aPublished(author, 1);
    const answer = await author.call("PUT", lessonPath(first(lessons)), said);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
  });

  it("of a lesson of another course is refused", async () => {
    const [one, other] = await Promise.all([aPublished(author, 1), aPublished(author, 1)]);
    const answer = await author.call(
      ...(["PUT", lessonPath({ ...first(one.lessons), courseId: other.courseId })] as const),
      { position: 1 },
    );
    expect(refusalOf(answer)).toBe("404 resource-not-found");
  });
});

describe("a best score", () => {
  it("is that of the best attempt, and never falls", async () => {
    const [ada, { courseId, lessons }] = await Promise.all([aLearner(), aPublished(author, 1)]);
    const lesson = first(lessons);
    await attempt(ada, lesson, await answersTo(lesson));
    await attempt(ada, lesson, await answersTo(lesson, () => false));
    expect(first((await progressOf(ada, courseId)).lessons)).toMatchObject({
      bestScore: 1,
      completed: false,
    });
    const answer = await ada.call("PUT", lessonPath(lesson), { position: 0.1 });
    expect(answered(answer, 200, LessonProgress).bestScore).toBe(1);
  });
});

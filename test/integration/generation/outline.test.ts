import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { PlannedOutline } from "#functions/generation/outline";
import { Course } from "#functions/learning/course";
import { LessonSummary } from "#functions/learning/lesson";
import { machinery } from "#functions/platform/firestore/machinery";
import { sweepTasks } from "#functions/tasks/sweep-tasks";
import { Task } from "#functions/tasks/task";
import { taskStore } from "#functions/tasks/task-store";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { byListener, byLongPoll, byPolling, byStream } from "../../support/api-follow.ts";
import { honeyBees, waterCycle } from "../../support/api-texts.ts";
import { answered } from "../../support/authors.ts";
import { aCourse, aLearner, askForCourse, bringSource, type Learner, taskEnd } from "../../support/client.ts";

const TENANT = "default";
let ada: Learner;
let sourceIds: string[];
beforeAll(async () => {
  ada = await aLearner();
  sourceIds = [await bringSource(ada, waterCycle)];
});

const at = (taskId: string, what = "outline") => `/v1/tasks/${taskId}/${what}`;
const taskOf = (taskId: string) => ada.read(`/v1/tasks/${taskId}`, Task);
const outlineOf = (taskId: string) => ada.read(at(taskId), PlannedOutline);
const confirm = (taskId: string) => ada.call("POST", at(taskId, "confirm"));
const lessonsOf = async (courseId: string) =>
  (await ada.read(`/v1/courses/${courseId}/lessons`, z.object({ items: z.array(LessonSummary) }))).items;

async function waiting(taskId: string): Promise<Task> {
  for (let version = 0; ; ) {
    const answer = await ada.direct("GET", `/v1/tasks/${taskId}?wait=20&version=${version}`);
    const task = Task.parse(answer.body);
    if (task.state === "waiting") return task;
    if (task.finishedAt) throw new Error(`it does not wait: ${JSON.stringify(task)}`);
    version = task.version;
  }
}

async function aWaitingCourse(lessonCount = 4) {
  const request = { topic: "Water", lessonCount, sourceIds, confirmOutline: true };
  const accepted = await askForCourse(ada, request);
  return { ...accepted, task: await waiting(accepted.taskId) };
}

/** An outline without what only the server says of it. */
const said = ({ version: _, notes: __, ...outline }: PlannedOutline) => outline;

async function settled(courseId: string): Promise<Course> {
  return vi.waitUntil(
    async () => {
      const course = await ada.read(`/v1/courses/${courseId}`, Course);
      return course.status === "generating" ? undefined : course;
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Jobs that write lessons, as the outbox tells of them. */
async function lessonJobs(taskId: string): Promise<number> {
  const entries = await machinery(stackDeps().db).outbox.find((all) =>
    all.where("mentions", "array-contains", taskId),
  );
  return entries.filter(({ body }) => JSON.parse(body).name === "lesson").length;
}

describe("a task that waits for its outline to be confirmed", () => {
  it("has spent nothing on lessons, and is shown as waiting in every way", async () => {
    const accepted = await askForCourse(ada, {
      ...{ topic: "Water", lessonCount: 4, sourceIds, confirmOutline: true },
    });
    const ways = [byListener, byLongPoll, byPolling, byStream].map((follow) => {
      const seen: Task[] = [];
      return { seen, ended: follow(ada, accepted, (task) => seen.push(task)) };
    });
    await vi.waitUntil(() => ways.every(({ seen }) => seen.some(({ state }) => state === "waiting")), 60_000);
    await wait(300);
    const task = await taskOf(accepted.taskId);
    expect(task).toMatchObject({ state: "waiting", waitingFor: "confirmation", progress: { percent: 10 } });
    for (const { seen } of ways) expect(seen.at(-1)).toEqual(task);
    expect(await lessonsOf(accepted.courseId)).toEqual([]);
    const course = await ada.read(`/v1/courses/${accepted.courseId}`, Course);
    expect(course).toMatchObject({ status: "generating", lessonCount: 0, title: "Water" });
    expect(Date.parse(task.deadlineAt) - Date.now()).toBeGreaterThan(6 * 24 * 3600 * 1000);
    expect((await confirm(accepted.taskId)).status).toBe(202);
    await Promise.all(ways.map(({ ended }) => ended));
    for (const { seen } of ways) {
      const last = seen.at(-1);
      expect(last).toMatchObject({ state: "succeeded" });
      expect(last?.waitingFor).toBeUndefined();
    }
  });

  it("shows its outline, again only when it has changed", async () => {
    const { taskId } = await aWaitingCourse();
    const answer = await ada.call("GET", at(taskId));
    const outline = answered(answer, 200, PlannedOutline);
    expect(outline.lessons.length).toBeGreaterThan(1);
    expect(outline.lessons.every(({ passages }) => passages.length > 0)).toBe(true);
    const etag = answer.headers.get("etag") ?? "";
    expect((await ada.call("GET", at(taskId), undefined, { "if-none-match": etag })).status).toBe(304);
    const edit = (title: string) => ada.call("PUT", at(taskId), { ...outline, title }, { "if-match": etag });
    expect(answered(await edit("Rivers"), 200, PlannedOutline)).toMatchObject({
      title: "Rivers",
      version: 2,
    });
    expect(refusalOf(await edit("Seas"))).toBe("412 precondition-failed");
    expect(await outlineOf(taskId)).toMatchObject({ title: "Rivers", version: 2 });
  });

  it("writes the outline as its owner left it: renamed, removed, put in another order, added", async () => {
    const { taskId, courseId } = await aWaitingCourse();
    const outline = await outlineOf(taskId);
    const [first, second, ...rest] = outline.lessons;
    if (!first || !second) throw new Error("two lessons at least");
    const added = {
      title: "Evaporation and the sun",
      summary: "Why water rises.",
      objectives: ["Explain it"],
    };
    const { passages: _, terms: __, ...renamed } = { ...second, title: "Second first" };
    const change = { ...said(outline), title: "My water", lessons: [renamed, added, first] };
    const edited = answered(await ada.call("PUT", at(taskId), change), 200, PlannedOutline);
    expect(edited.lessons.map(({ title }) => title)).toEqual(["Second first", added.title, first.title]);
    expect(edited.lessons[0]).toEqual({ ...second, title: "Second first" });
    expect(edited.lessons[1]?.passages.length, "found in the sources").toBeGreaterThan(0);
    expect(edited.lessons[2]).toEqual(first);
    expect(await lessonsOf(courseId)).toEqual([]);
    await confirm(taskId);
    expect(await taskEnd(ada, taskId)).toMatchObject({
      ...{ state: "succeeded", progress: { lessonsReady: 3, lessonsTotal: 3 } },
    });
    const lessons = await lessonsOf(courseId);
    expect(lessons.map(({ id, title, order, status }) => [id, title, order, status])).toEqual(
      edited.lessons.map(({ id, title }, index) => [id, title, index + 1, "ready"]),
    );
    expect(lessons.map(({ id }) => id)).not.toContain(rest[0]?.id);
    expect(await ada.read(`/v1/courses/${courseId}`, Course)).toMatchObject({
      ...{ title: "My water", status: "ready", lessonCount: 3 },
    });
    expect((await outlineOf(taskId)).lessons).toEqual(edited.lessons);
  });

  it("goes on once, however often and however many at once confirm it", async () => {
    const { taskId, courseId, task } = await aWaitingCourse(3);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => confirm(taskId)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    for (const { body } of answers) expect(Task.parse(body).version).toBeGreaterThan(task.version);
    const ended = await taskEnd(ada, taskId);
    expect(ended).toMatchObject({ state: "succeeded", attempts: 1 });
    expect(Task.parse((await confirm(taskId)).body)).toEqual(ended);
    const lessons = await lessonsOf(courseId);
    expect(await lessonJobs(taskId)).toBe(lessons.length);
    expect(lessons.every(({ status }) => status === "ready")).toBe(true);
    const deadline = Date.parse(ended.deadlineAt) - Date.parse(ended.createdAt);
    expect(deadline, "the waiting is not of the deadline").toBeLessThan(40 * 60 * 1000);
  });

  it("takes an edit and a confirmation at once as one after the other", async () => {
    const { taskId, courseId } = await aWaitingCourse(3);
    const outline = await outlineOf(taskId);
    const lessons = outline.lessons.slice(0, 1);
    const [edited, confirmed] = await Promise.all([
      ada.call("PUT", at(taskId), { ...said(outline), lessons }),
      confirm(taskId),
    ]);
    expect(confirmed.status).toBe(202);
    expect(["200", "409 conflict"]).toContain(refusalOf(edited));
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded" });
    const wanted = edited.status === 200 ? 1 : outline.lessons.length;
    expect(await lessonsOf(courseId)).toHaveLength(wanted);
  });

  it.each([
    ["no lessons", () => [], ["#/lessons"]],
    [
      "one title twice",
      (l: object[]) => [l[0], { ...l[1], title: "same" }, { ...l[0], id: undefined, title: " Same" }],
      ["#/lessons/2/title"],
    ],
    [
      "a lesson of another outline",
      (l: object[]) => [{ ...l[0], id: crypto.randomUUID() }],
      ["#/lessons/0/id"],
    ],
    ["a lesson twice", (l: object[]) => [l[0], { ...l[0], title: "Again" }], ["#/lessons/1/id"]],
    [
      "passages nobody knows",
      (l: object[]) => [{ ...l[0], passages: ["p1", "p999"] }],
      ["#/lessons/0/passages/1"],
    ],
    [
      "a lesson nothing is about",
      (l: object[]) => [l[0], { title: "Xylophones", summary: "Zzz", objectives: ["Qqq"] }],
      ["#/lessons/1/passages"],
    ],
    [
      "too many lessons",
      (l: object[]) => Array.from({ length: 20 }, (_, n) => ({ ...l[0], id: undefined, title: `T ${n}` })),
      ["#/lessons"],
    ],
    [
      "21 lessons",
      (l: object[]) => Array.from({ length: 21 }, (_, n) => ({ ...l[0], id: undefined, title: `T ${n}` })),
      ["#/lessons"],
    ],
  ] as const)("refuses an outline with %s, and keeps the one it has", async (_, lessonsOf, pointers) => {
    const { taskId } = await aWaitingCourse(3);
    const outline = await outlineOf(taskId);
    const lessons = (lessonsOf as (l: object[]) => unknown)(outline.lessons);
    const answer = await ada.call("PUT", at(taskId), { ...said(outline), lessons });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", ...pointers]);
    expect(await outlineOf(taskId)).toEqual(outline);
    expect((await ada.call("POST", at(taskId, "cancel"))).status).toBe(202);
  });
});

describe("a task that waited", () => {
  it("ends when it is canceled; tried again it waits with the outline as it was", async () => {
    const { taskId, courseId } = await aWaitingCourse(3);
    const outline = await outlineOf(taskId);
    await ada.call("PUT", at(taskId), { ...said(outline), title: "Kept" });
    const canceled = Task.parse((await ada.call("POST", at(taskId, "cancel"))).body);
    expect(canceled).toMatchObject({ state: "canceled" });
    expect(canceled.waitingFor).toBeUndefined();
    expect(refusalOf(await confirm(taskId))).toBe("409 conflict");
    expect(refusalOf(await ada.call("PUT", at(taskId), said(outline)))).toBe("409 conflict");
    expect((await settled(courseId)).status).toBe("failed");
    expect((await ada.call("POST", at(taskId, "retry"))).status).toBe(202);
    expect(await waiting(taskId)).toMatchObject({ attempts: 2, waitingFor: "confirmation" });
    expect(await outlineOf(taskId)).toMatchObject({ title: "Kept", version: 2 });
    expect((await ada.read(`/v1/courses/${courseId}`, Course)).status).toBe("generating");
    expect((await confirm(taskId)).status).toBe(202);
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await ada.read(`/v1/courses/${courseId}`, Course)).toMatchObject({
      title: "Kept",
      status: "ready",
    });
  });

  it("is given up when nobody comes back to it, and not a moment before", async () => {
    const { taskId, courseId } = await aWaitingCourse(3);
    const deps = stackDeps();
    const sweep = (days: number) => {
      const clock = () => new Date(Date.now() + days * 24 * 3600 * 1000);
      const { runs, ...store } = taskStore(deps.db, TENANT);
      // Other tests' runs are not this one's to end.
      const own = { ...runs, find: async () => [await runs.get(taskId)].filter((run) => run !== undefined) };
      const swept = { tasks: { ...store, runs: own }, clock, newId: deps.newId };
      return sweepTasks({ ...swept, transact: deps.transact(TENANT) }, { tid: TENANT });
    };
    expect(await sweep(6.99)).toEqual({ failed: 0, resumed: 0 });
    expect(await taskOf(taskId)).toMatchObject({ state: "waiting" });
    expect(await sweep(7.01)).toEqual({ failed: 1, resumed: 0 });
    const failed = await taskOf(taskId);
    expect(failed).toMatchObject({
      ...{
        state: "failed",
        problem: { type: "https://api.lyo.app/problems/deadline-exceeded", status: 504 },
      },
    });
    expect(failed.problem?.detail).toContain("confirmation");
    expect((await settled(courseId)).status).toBe("failed");
    expect(refusalOf(await confirm(taskId))).toBe("409 conflict");
    await ada.call("POST", at(taskId, "retry"));
    expect(await waiting(taskId)).toMatchObject({ attempts: 2 });
    await confirm(taskId);
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded" });
  });

  it("is nothing anybody else can see, change or confirm", async () => {
    const { taskId } = await aWaitingCourse(3);
    const eve = await aLearner();
    const outline = said(await outlineOf(taskId));
    for (const [method, what, body] of [
      ["GET", "outline", undefined],
      ["PUT", "outline", outline],
      ["POST", "confirm", undefined],
    ] as const)
      expect(refusalOf(await eve.call(method, at(taskId, what), body))).toBe("404 resource-not-found");
    expect(await taskOf(taskId)).toMatchObject({ state: "waiting" });
  });
});

describe("a task that does not wait", () => {
  it("is not confirmed; its outline can be read and no longer changed", async () => {
    const bees = [await bringSource(ada, honeyBees)];
    const { taskId } = await aCourse(ada, { topic: "Bees", lessonCount: 1, sourceIds: bees });
    expect(refusalOf(await confirm(taskId))).toBe("409 conflict");
    const outline = await outlineOf(taskId);
    expect(outline.lessons).toHaveLength(1);
    expect(refusalOf(await ada.call("PUT", at(taskId), said(outline)))).toBe("409 conflict");
  });
});

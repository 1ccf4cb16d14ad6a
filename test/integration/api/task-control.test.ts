import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Course } from "#functions/learning/course";
import { Lesson, LessonSummary } from "#functions/learning/lesson";
import { isFinal, Task } from "#functions/tasks/task";
import { refusalOf } from "../../support/api-answer.ts";
import { anIdleTask, stackDeps } from "../../support/api-deps.ts";
import { honeyBees, waterCycle } from "../../support/api-texts.ts";
import { aCourse, aLearner, askForCourse, bringSource, type Learner, taskEnd } from "../../support/client.ts";

const post = async (learner: Learner, taskId: string, act: "cancel" | "retry") => {
  const answer = await learner.call("POST", `/v1/tasks/${taskId}/${act}`);
  if (answer.status !== 202) throw new Error(`${act} was answered ${refusalOf(answer)}`);
  return Task.parse(answer.body);
};
const refusalTo = async (learner: Learner, method: string, path: string) =>
  refusalOf(await learner.call(method, path));

/** The course once nothing works on it any more. */
async function settled(learner: Learner, courseId: string): Promise<Course> {
  for (const until = Date.now() + 20_000; ; await wait(100)) {
    const course = await learner.read(`/v1/courses/${courseId}`, Course);
    if (course.status !== "generating") return course;
    if (Date.now() > until) throw new Error("the course is generating for ever");
  }
}

const summaries = (learner: Learner, courseId: string) =>
  learner
    .read(`/v1/courses/${courseId}/lessons`, z.object({ items: z.array(LessonSummary) }))
    .then(({ items }) => items);

/** A course canceled after its first lessons, before its last: asked for again where it was too quick. */
async function canceledMidway(learner: Learner, sourceIds: string[]) {
  for (let attempt = 0; attempt < 8; attempt++) {
    const accepted = await askForCourse(learner, { topic: "Water", lessonCount: 6, sourceIds });
    let task = await learner.read(`/v1/tasks/${accepted.taskId}`, Task);
    while (!isFinal(task) && (task.progress.lessonsReady ?? 0) < 1) {
      const path = `/v1/tasks/${accepted.taskId}?wait=20&version=${task.version}`;
      task = Task.parse((await learner.direct("GET", path)).body);
    }
    const { status, body } = await learner.call("POST", `/v1/tasks/${accepted.taskId}/cancel`);
    const course = await settled(learner, accepted.courseId);
    if (status === 202 && course.status === "partial")
      return { ...accepted, canceled: Task.parse(body), course };
  }
  throw new Error("the course was too quick to be canceled midway, eight times");
}

describe("canceling", () => {
  it("is final at once: the course is left failed, and nothing is written late", async () => {
    const ada = await aLearner();
    const sourceIds = [await bringSource(ada, waterCycle)];
    const { taskId, courseId } = await askForCourse(ada, { topic: "Water", lessonCount: 6, sourceIds });
    const canceled = await post(ada, taskId, "cancel");
    expect(canceled).toMatchObject({ state: "canceled", attempts: 1 });
    expect(canceled.finishedAt).toBeDefined();
    expect(await post(ada, taskId, "cancel"), "twice changes nothing").toEqual(canceled);
    const course = await settled(ada, courseId);
    expect(["failed", "partial"]).toContain(course.status);
    await wait(1500);
    expect(await ada.read(`/v1/tasks/${taskId}`, Task)).toEqual(canceled);
    expect(await ada.read(`/v1/courses/${courseId}`, Course)).toEqual(course);
    for (const { status } of await summaries(ada, courseId)) expect(["ready", "failed"]).toContain(status);
  });

  it("keeps what is ready, and a retry writes only what is missing", async () => {
    const ada = await aLearner();
    const sourceIds = [await bringSource(ada, waterCycle)];
    const { taskId, courseId, canceled } = await canceledMidway(ada, sourceIds);
    const kept = (await summaries(ada, courseId)).filter(({ status }) => status === "ready");
    expect(kept.length).toBeGreaterThan(0);
    const read = () =>
      Promise.all(kept.map(({ id }) => ada.read(`/v1/courses/${courseId}/lessons/${id}`, Lesson)));
    const before = await read();
    for (const { blocks } of before) expect(blocks.length).toBeGreaterThan(0);
    const retried = await post(ada, taskId, "retry");
    expect(retried).toMatchObject({ state: "queued", attempts: 2, version: canceled.version + 1 });
    expect(retried.progress.percent).toBe(canceled.progress.percent);
    expect(retried.finishedAt).toBeUndefined();
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await read()).toEqual(before);
    const lessons = await summaries(ada, courseId);
    expect(lessons.map(({ order, status }) => [order, status])).toEqual(
      lessons.map((_, index) => [index + 1, "ready"]),
    );
    expect((await ada.read(`/v1/courses/${courseId}`, Course)).status).toBe("ready");
  });

  it("leaves a course to its author: what they say, remove or put away meanwhile, a retry respects", async () => {
    const ada = await aLearner();
    const sourceIds = [await bringSource(ada, waterCycle)];
    const { taskId, courseId } = await canceledMidway(ada, sourceIds);
    const path = `/v1/courses/${courseId}`;
    const said = { title: "My water", summary: "In my words", tags: ["mine"] };
    expect(await refusalTo(ada, "POST", `${path}/archive`)).toBe("200");
    await post(ada, taskId, "retry");
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "failed", problem: { status: 409 } });
    expect((await ada.read(path, Course)).status).toBe("archived");
    expect(await refusalTo(ada, "POST", `${path}/unarchive`)).toBe("200");
    expect((await ada.call("PATCH", path, said)).status).toBe(200);
    // The last: as a rule it is one that was not written.
    const unwanted = (await summaries(ada, courseId)).at(-1)?.id;
    expect(await refusalTo(ada, "DELETE", `${path}/lessons/${unwanted}`)).toBe("204");
    await post(ada, taskId, "retry");
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded" });
    const course = await ada.read(path, Course);
    const lessons = await summaries(ada, courseId);
    expect(course).toMatchObject({ ...said, status: "ready", lessonCount: lessons.length });
    expect(lessons.map(({ order, status }) => [order, status])).toEqual(
      lessons.map((_, index) => [index + 1, "ready"]),
    );
    expect(lessons.map(({ id }) => id)).not.toContain(unwanted);
  });

  it("is refused once the task has ended otherwise", async () => {
    const ada = await aLearner();
    const sourceIds = [await bringSource(ada, honeyBees)];
    const { taskId } = await aCourse(ada, { topic: "Bees", lessonCount: 1, sourceIds });
    expect(await refusalTo(ada, "POST", `/v1/tasks/${taskId}/cancel`)).toBe("409 conflict");
    expect(await refusalTo(ada, "POST", `/v1/tasks/${taskId}/retry`)).toBe("409 conflict");
  });
});

describe("a topic that nothing fits", () => {
  it("fails saying what to do, and succeeds when that is done and it is tried again", async () => {
    const ada = await aLearner();
    const { taskId, courseId, task } = await aCourse(ada, { topic: "The waggle dance of bees" });
    expect(task).toMatchObject({
      state: "failed",
      problem: { type: "https://api.lyo.app/problems/sources-missing", status: 422 },
      result: { courseId },
    });
    expect(task.problem?.detail).toMatch(/POST \/v1\/sources/);
    expect(task.problem?.detail).toMatch(/LYO_MODEL_PROVIDER/);
    expect((await ada.read(`/v1/courses/${courseId}`, Course)).status).toBe("failed");
    const own = await ada.call("POST", `/v1/courses/${courseId}/lessons`, { title: "By hand" });
    expect(own.status).toBe(201);
    await bringSource(ada, { ...honeyBees, title: "The waggle dance of bees" });
    const retried = await post(ada, taskId, "retry");
    expect(retried.problem).toBeUndefined();
    expect(retried.progress.percent).toBe(task.progress.percent);
    expect(Date.parse(retried.deadlineAt)).toBeGreaterThan(Date.parse(task.deadlineAt));
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded", attempts: 2 });
    const lessons = await summaries(ada, courseId);
    expect(lessons.map(({ order }) => order)).toEqual(lessons.map((_, index) => index + 1));
    expect(lessons[0]?.id).toBe(Lesson.parse(own.body).id);
    expect(await ada.read(`/v1/courses/${courseId}`, Course)).toMatchObject({
      ...{ status: "ready", lessonCount: lessons.length },
    });
  });

  it("fails in the same way when it is tried again for nothing", async () => {
    const ada = await aLearner();
    const { taskId, task } = await aCourse(ada, { topic: "Xylophones of Xanadu" });
    await post(ada, taskId, "retry");
    const again = await taskEnd(ada, taskId);
    expect(again).toMatchObject({ state: "failed", attempts: 2, problem: task.problem });
    expect(again.version).toBeGreaterThan(task.version);
  });
});

describe("a task that runs", () => {
  it("can be neither retried nor deleted", async () => {
    const ada = await aLearner();
    const { taskId, advance, finish } = await anIdleTask(ada);
    for (const _ of ["queued", "running"]) {
      expect(await refusalTo(ada, "POST", `/v1/tasks/${taskId}/retry`)).toBe("409 conflict");
      expect(await refusalTo(ada, "DELETE", `/v1/tasks/${taskId}`)).toBe("409 conflict");
      await advance(10);
    }
    await finish();
  });
});

describe("a finished task", () => {
  it("that was deleted is gone with what its workers kept, and its course stays", async () => {
    const ada = await aLearner();
    const sourceIds = [await bringSource(ada, honeyBees)];
    const { taskId, courseId, listenPath } = await aCourse(ada, { topic: "Bees", lessonCount: 1, sourceIds });
    expect(await refusalTo(ada, "DELETE", `/v1/tasks/${taskId}`)).toBe("204");
    for (const [method, path] of [
      ["DELETE", ""],
      ["GET", ""],
      ["POST", "/retry"],
      ["POST", "/cancel"],
    ] as const)
      expect(await refusalTo(ada, method, `/v1/tasks/${taskId}${path}`)).toBe("404 resource-not-found");
    expect((await ada.call("GET", "/v1/tasks")).body).toEqual({ items: [], nextCursor: null });
    const { db } = stackDeps();
    expect(await db.doc(listenPath).listCollections()).toEqual([]);
    expect((await db.doc(`tenants/default/runs/${taskId}`).get()).exists).toBe(false);
    expect((await ada.read(`/v1/courses/${courseId}`, Course)).status).toBe("ready");
  });
});

describe("what a generation stands on, taken away", () => {
  it("ends the task when the course was removed before it is tried again", async () => {
    const ada = await aLearner();
    const { taskId, courseId } = await aCourse(ada, { topic: "Yurts of Ypres" });
    expect(await refusalTo(ada, "DELETE", `/v1/courses/${courseId}`)).toBe("204");
    await bringSource(ada, { ...honeyBees, title: "Yurts of Ypres" });
    await post(ada, taskId, "retry");
    const ended = await taskEnd(ada, taskId);
    expect(ended).toMatchObject({ state: "failed", attempts: 2 });
    expect(await refusalTo(ada, "GET", `/v1/courses/${courseId}`)).toBe("404 resource-not-found");
  });

  it("ends the task when the source is removed while it is written", async () => {
    const ada = await aLearner();
    const sourceId = await bringSource(ada, waterCycle);
    const { taskId } = await askForCourse(ada, { topic: "Water", lessonCount: 6, sourceIds: [sourceId] });
    expect(await refusalTo(ada, "DELETE", `/v1/sources/${sourceId}`)).toBe("204");
    expect(isFinal(await taskEnd(ada, taskId))).toBe(true);
  });
});

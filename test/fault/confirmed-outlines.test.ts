import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { GenerationAccepted } from "#functions/learning/contract";
import { courseStore } from "#functions/learning/course-store";
import { Task } from "#functions/tasks/task";
import { duplicated } from "../../infra/local/tasks/delivery.ts";
import { age } from "../support/fault-age.ts";
import { inTurn } from "../support/fault-deliveries.ts";
import { bill, contentOf, flawsOf, pictureOf, stopped } from "../support/fault-picture.ts";
import { askedFor, CALLS, call, runOf, startRun, until } from "../support/fault-run.ts";
import {
  type FaultRun,
  type FaultStack,
  type Learner,
  startFaultStack,
  TENANT,
} from "../support/fault-stack.ts";
import { rowsOf } from "../support/fault-table.ts";

vi.setConfig({ maxConcurrency: 6 });

let at: FaultStack;
/** What a run that nothing disturbs, and that waits for nobody, comes to. */
let undisturbed: unknown;

beforeAll(async () => {
  at = await startFaultStack({ lanes: 2 });
  const run = await startRun(at, await at.learner());
  await run.accounted();
  undisturbed = contentOf(await pictureOf(at, run));
}, 120_000);
afterAll(async () => expect(await stopped(at)).toEqual([]), 120_000);

async function startWaitingRun(learner: Learner): Promise<FaultRun> {
  const body = { ...(await askedFor(at, learner)), confirmOutline: true };
  const path = "/v1/courses/generate";
  return runOf(
    at,
    learner,
    await call(at, learner, { method: "POST", path, answer: GenerationAccepted, body }),
  );
}

const confirm = ({ learner, taskId }: FaultRun): Promise<Task> =>
  call(at, learner, { method: "POST", path: `/v1/tasks/${taskId}/confirm`, answer: Task });

const waits = (run: FaultRun, attempts = 1): Promise<Task> =>
  until(
    run.task,
    (task) => task.state === "waiting" && task.attempts === attempts,
    (task) => `the task is ${JSON.stringify(task)}`,
  );

/** Nothing but the outline was asked for, and the course is as it was before. */
async function nothingFollowed(run: FaultRun): Promise<void> {
  expect(run.learner.gemma.count("lesson")).toBe(0);
  expect(run.learner.answered.filter(({ step }) => step.startsWith("lesson"))).toEqual([]);
  expect(
    await courseStore(at.db, TENANT)
      .lessons(run.courseId)
      .find((all) => all),
  ).toEqual([]);
}

async function isWhole(run: FaultRun, attempts = 1): Promise<void> {
  expect(await run.accounted()).toMatchObject({ state: "succeeded", attempts });
  const picture = await pictureOf(at, run);
  expect(flawsOf(picture)).toEqual([]);
  expect(contentOf(picture)).toEqual(undisturbed);
  expect(bill(run)).toEqual({ answered: CALLS, lost: 0, again: 0 });
}

describe.concurrent("an outline to be confirmed", { timeout: 180_000 }, () => {
  it.each(rowsOf(["outline-commit-after", "outline-commit-before", "outline-close-after"]))(
    "of a worker killed at %s, is waited for once, and paid for once",
    (point) =>
      at.onLane(async (lane) => {
        const learner = await at.learner({ lane, deliver: inTurn() });
        await learner.killAt(point);
        const deaths = at.deathsOf(lane);
        const run = await startWaitingRun(learner);
        const { version } = await waits(run);
        await until(
          () => at.deathsOf(lane) - deaths,
          (died) => died === 1,
          (died) => `it died ${died} times`,
        );
        await until(
          () => learner.answered.filter(({ status }) => status === 200).length,
          (done) => done > 0,
          () => "the outline is not delivered again",
        );
        await nothingFollowed(run);
        expect((await run.task()).version).toBe(version);
        await confirm(run);
        await isWhole(run);
      }),
  );

  it("delivered twice and swept while it waits, is followed by nothing before it is confirmed", async () => {
    const learner = await at.learner({ deliver: duplicated });
    const run = await startWaitingRun(learner);
    const { version } = await waits(run);
    for (const _ of [1, 2]) {
      await age(at, run, 3600);
      expect(await at.stack.tick("sweep-tasks")).toBe(200);
      expect(await at.stack.tick("sweep-outbox")).toBe(200);
    }
    await wait(500);
    await nothingFollowed(run);
    expect((await run.task()).version).toBe(version);
    const tapped = await Promise.all([confirm(run), confirm(run), confirm(run)]);
    // Whoever taps late may see it over already.
    for (const { state } of tapped) expect(["running", "succeeded"]).toContain(state);
    await isWhole(run);
  });

  it("canceled and tried again by a worker that dies, waits again as it was", () =>
    at.onLane(async (lane) => {
      const learner = await at.learner({ lane, deliver: inTurn() });
      const run = await startWaitingRun(learner);
      await waits(run);
      await run.cancel();
      await until(
        async () => (await courseStore(at.db, TENANT).courses.get(run.courseId))?.status,
        (status) => status === "failed",
        (status) => `the course is ${status}`,
      );
      await learner.killAt("resume-close-after");
      await run.retry();
      await waits(run, 2);
      await until(
        () => learner.answered.filter(({ step, status }) => step === "resume" && status === 200).length,
        (done) => done === 1,
        () => "resuming is not delivered again",
      );
      await nothingFollowed(run);
      await confirm(run);
      await isWhole(run, 2);
    }));

  it("past its time is given up; tried again and confirmed it pays for the lessons alone", async () => {
    const learner = await at.learner();
    const run = await startWaitingRun(learner);
    await waits(run);
    await age(at, run, 7 * 24 * 3600 + 1);
    expect(await at.stack.tick("sweep-tasks")).toBe(200);
    expect(await run.accounted()).toMatchObject({ state: "failed", problem: { status: 504 } });
    await until(
      async () => (await pictureOf(at, run)).course.status,
      (status) => status === "failed",
      (status) => `the course is ${status}`,
    );
    await nothingFollowed(run);
    await run.retry();
    await waits(run, 2);
    await confirm(run);
    await isWhole(run, 2);
  });

  it("is what the lessons are written from: an edited one is not the model's", async () => {
    const learner = await at.learner();
    const run = await startWaitingRun(learner);
    await waits(run);
    const path = `/v1/tasks/${run.taskId}/outline`;
    const shape = z.looseObject({
      title: z.string(),
      lessons: z.array(z.looseObject({ title: z.string() })),
    });
    const outline = await call(at, learner, { method: "GET", path, answer: shape });
    const lessons = [{ ...outline.lessons[1], title: "What drives the plates" }];
    await call(at, learner, { method: "PUT", path, answer: shape, body: { ...outline, lessons } });
    await confirm(run);
    expect(await run.accounted()).toMatchObject({ state: "succeeded" });
    const [asked] = learner.gemma.calls.filter(({ operation }) => operation === "lesson");
    expect(JSON.stringify(asked?.request.messages)).toContain("What drives the plates");
    expect(learner.gemma.count("lesson")).toBe(1);
  });
});

describe("a confirmation", { timeout: 180_000 }, () => {
  it("by a request that dies before it sends is carried on once by the sweeper", async () => {
    const learner = await at.learner();
    const run = await startWaitingRun(learner);
    await waits(run);
    await learner.killAt("flush-lesson");
    await expect(confirm(run)).rejects.toThrow("503");
    await at.stack.restart("tasks");
    expect(await run.task()).toMatchObject({ state: "running" });
    expect(await confirm(run), "a second tap changes nothing").toEqual(await run.task());
    expect(learner.gemma.count("lesson")).toBe(0);
    await age(at, run, 31);
    expect(await at.stack.tick("sweep-outbox")).toBe(200);
    await isWhole(run);
    const lessons = learner.answered.filter(({ step }) => step.startsWith("lesson"));
    expect(lessons.map(({ step }) => step).sort()).toEqual(["lesson-01", "lesson-02", "lesson-03"]);
  });
});

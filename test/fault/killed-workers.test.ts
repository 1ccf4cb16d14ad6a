import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GenerationAccepted } from "#functions/learning/contract";
import { age } from "../support/fault-age.ts";
import { inTurn, losing } from "../support/fault-deliveries.ts";
import { bill, contentOf, flawsOf, pictureOf, stopped } from "../support/fault-picture.ts";
import { askedFor, CALLS, call, runOf, startRun, until } from "../support/fault-run.ts";
import { type FaultRun, type FaultStack, startFaultStack } from "../support/fault-stack.ts";
import { rowsOf } from "../support/fault-table.ts";

// Most of these wait for a lease to end or for a process to start.
vi.setConfig({ maxConcurrency: 9 });

let at: FaultStack;
/** What a run that nothing disturbs comes to. */
let undisturbed: unknown;

beforeAll(async () => {
  at = await startFaultStack();
  const run = await startRun(at, await at.learner());
  await run.accounted();
  const picture = await pictureOf(at, run);
  expect(flawsOf(picture)).toEqual([]);
  expect(bill(run)).toEqual({ answered: CALLS, lost: 0, again: 0 });
  undisturbed = contentOf(picture);
}, 120_000);
afterAll(async () => expect(await stopped(at)).toEqual([]), 120_000);

const isWhole = async (run: FaultRun): Promise<void> => {
  const { state, attempts } = await run.accounted();
  const picture = await pictureOf(at, run);
  expect(flawsOf(picture)).toEqual([]);
  expect(state).toBe("succeeded");
  expect(contentOf(picture)).toEqual(undisturbed);
  expect(picture.events.filter((type) => type === "course.generated")).toHaveLength(1);
  expect(picture.account).toEqual({ tasks: attempts, calls: CALLS });
};

const nothing = { lost: 0, again: 0 };
/** The call was under way: its answer reached nobody. */
const cutOff = { lost: 1, again: 0 };
/** The answer had come and was not saved: the one moment in which it is paid for again. */
const unsaved = { lost: 0, again: 1 };

const moments = [
  { moment: "model-before", when: "before it asks the model", cost: nothing },
  { moment: "model-during", when: "while the model answers", cost: cutOff },
  { moment: "model-after", when: "with an answer it has not saved", cost: unsaved },
  { moment: "commit-before", when: "with an answer saved, before its commit", cost: nothing },
  { moment: "commit-after", when: "after its commit", cost: nothing },
];
const questions = [
  { step: "outline", asked: { operation: "outline" } },
  { step: "lesson-02", asked: { operation: "lesson", lesson: 1 } },
  { step: "review", asked: { operation: "review" } },
];
/** Whichever comes last enqueues the review. */
const LAST_LESSON = "the last lesson";
const LESSON_STEPS = ["lesson-01", "lesson-02", "lesson-03"];
const edges = [
  { step: "outline", moment: "enqueue-before", when: "before it enqueues the first lesson", cost: nothing },
  { step: "outline", moment: "enqueue-after", when: "with only the first lesson enqueued", cost: nothing },
  { step: LAST_LESSON, moment: "enqueue-before", when: "before it enqueues what follows", cost: nothing },
  { step: "review", moment: "close-before", when: "before it ends the task", cost: nothing },
  { step: "review", moment: "close-after", when: "after it has ended the task", cost: nothing },
];
const table = [
  ...questions.flatMap((question) => moments.map((moment) => ({ ...question, ...moment }))),
  ...edges.map((edge) => ({ ...edge, asked: undefined })),
];

describe.concurrent("a worker that is killed", { timeout: 180_000 }, () => {
  it.for(rowsOf(table))("at $step $when, comes to the same course", ({ step, moment, asked, cost }) =>
    at.onLane(async (lane) => {
      const learner = await at.learner({ lane, deliver: inTurn() });
      if (asked && moment === "model-during") learner.gemma.script({ mode: "slow", ms: 60_000, ...asked });
      for (const each of step === LAST_LESSON ? LESSON_STEPS : [step])
        await learner.killAt(`${each}-${moment}`);
      const deaths = at.deathsOf(lane);
      const run = await startRun(at, learner);
      await isWhole(run);
      await until(
        () => at.deathsOf(lane) - deaths,
        (died) => died === 1,
        (died) => `it died ${died} times`,
      );
      expect(bill(run)).toEqual({ ...cost, answered: CALLS + cost.again });
    }),
  );

  it("between the end of a task and the news of it, leaves the news to the sweeper", () =>
    at.onLane(async (lane) => {
      const learner = await at.learner({ lane });
      await learner.killAt("flush-course.generated");
      const run = await startRun(at, learner);
      expect(await run.ended()).toMatchObject({ state: "succeeded" });
      expect(await pictureOf(at, run)).toMatchObject({ unsent: 2, account: { tasks: 0, calls: 0 } });
      await age(at, run, 31);
      expect(await at.stack.tick("sweep-outbox")).toBe(200);
      await isWhole(run);
    }));

  it("after a retry forgot what had failed, enqueues the missing lesson all the same", () =>
    at.onLane(async (lane) => {
      const learner = await at.learner({ lane, deliver: inTurn() });
      learner.gemma.script({ mode: "prose", operation: "lesson", lesson: 1, times: "always" });
      const run = await startRun(at, learner);
      expect(await run.ended()).toMatchObject({ state: "failed" });
      learner.gemma.reset();
      await learner.killAt("resume-forget-after");
      await run.retry();
      expect(await run.accounted()).toMatchObject({ state: "succeeded", attempts: 2 });
      const picture = await pictureOf(at, run);
      expect(flawsOf(picture)).toEqual([]);
      expect(contentOf(picture)).toEqual(undisturbed);
      expect(bill(run)).toEqual({ answered: 3, lost: 0, again: 0 });
    }));

  it("while it clears up after a cancel, is followed by one that does", () =>
    at.onLane(async (lane) => {
      const learner = await at.learner({ lane, deliver: inTurn() });
      learner.gemma.script({ mode: "slow", ms: 500, operation: "outline" });
      const run = await startRun(at, learner);
      await until(
        () => learner.gemma.count("outline"),
        (count) => count === 1,
        (count) => `${count} outlines`,
      );
      await learner.killAt("settle-course-before");
      await run.cancel();
      await until(
        async () => (await pictureOf(at, run)).course.status,
        (status) => status === "failed",
        (status) => `the course is ${status}`,
      );
      await run.accounted();
      expect(flawsOf(await pictureOf(at, run))).toEqual([]);
    }));
});

describe.concurrent("the sweeper", { timeout: 180_000 }, () => {
  it.for(["outline", "lesson-02", "review"])(
    "enqueues %s again when every delivery of it was lost",
    async (step) => {
      const lossy = losing(step);
      const learner = await at.learner({ deliver: lossy.deliver });
      const run = await startRun(at, learner);
      await until(
        () => lossy.lost,
        (lost) => lost.length > 0,
        () => `${step} was not delivered`,
      );
      lossy.find();
      await age(at, run, 121);
      expect(await at.stack.tick("sweep-tasks")).toBe(200);
      await isWhole(run);
      expect(bill(run)).toEqual({ ...nothing, answered: CALLS });
    },
  );

  it.for(["lesson-02-model-after", "review-commit-after"])(
    "carries on when a worker died at %s and nothing was delivered after it",
    (point) =>
      at.onLane(async (lane) => {
        const lossy = losing("lesson-02", "review");
        const deaths = at.deathsOf(lane);
        const turn = inTurn();
        const learner = await at.learner({
          lane,
          deliver: (delivery, send) =>
            at.deathsOf(lane) > deaths ? lossy.deliver(delivery, send) : turn(delivery, send),
        });
        await learner.killAt(point);
        const run = await startRun(at, learner);
        await until(
          () => lossy.lost,
          (lost) => lost.length > 0,
          () => "nothing was lost",
        );
        lossy.find();
        await age(at, run, 300);
        expect(await at.stack.tick("sweep-tasks")).toBe(200);
        await isWhole(run);
      }),
  );

  it("fails a task past its deadline; a retry keeps what was ready", async () => {
    const lossy = losing("lesson-02");
    const learner = await at.learner({ deliver: lossy.deliver });
    const run = await startRun(at, learner);
    await until(
      async () => (await run.task()).progress.lessonsReady,
      (ready) => ready === 2,
      (ready) => `${ready} lessons are ready`,
    );
    lossy.find();
    await age(at, run, 20 * 60 + 1);
    expect(await at.stack.tick("sweep-tasks")).toBe(200);
    expect(await run.accounted()).toMatchObject({ state: "failed", problem: { status: 504 } });
    await until(
      async () => (await pictureOf(at, run)).course.status,
      (status) => status === "partial",
      (status) => `the course is ${status}`,
    );
    expect(flawsOf(await pictureOf(at, run))).toEqual([]);
    await run.retry();
    await isWhole(run);
    expect(bill(run)).toEqual({ ...nothing, answered: CALLS });
  });
});

describe("a request that is killed between its commit and the sending", { timeout: 180_000 }, () => {
  it("is replayed to who asks again, and carried out once by the sweeper", async () => {
    const learner = await at.learner();
    const body = await askedFor(at, learner);
    const key = randomUUID();
    const ask = () =>
      call(at, learner, {
        ...{ method: "POST", path: "/v1/courses/generate", answer: GenerationAccepted, body, key },
      });
    await learner.killAt("flush-outline");
    await expect(ask()).rejects.toThrow("503");
    await at.stack.restart("learning");
    const accepted = await ask();
    const run = runOf(at, learner, accepted);
    expect(await run.task()).toMatchObject({ state: "queued" });
    await age(at, run, 31);
    expect(await at.stack.tick("sweep-outbox")).toBe(200);
    await isWhole(run);
    expect(await ask()).toEqual(accepted);
    expect(bill(run)).toEqual({ ...nothing, answered: CALLS });
  });
});

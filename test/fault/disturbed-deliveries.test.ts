import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outOfOrder, twice } from "../../infra/local/pubsub-pusher.ts";
import { both, duplicated, shuffled } from "../../infra/local/tasks/delivery.ts";
import { bill, contentOf, flawsOf, pictureOf, stopped } from "../support/fault-picture.ts";
import { CALLS, startRun, until } from "../support/fault-run.ts";
import { crowd, soak } from "../support/fault-soak.ts";
import { type FaultRun, type FaultStack, startFaultStack } from "../support/fault-stack.ts";

let at: FaultStack;
/** What a run that nothing disturbs comes to. */
let undisturbed: unknown;

beforeAll(async () => {
  const overtaking = outOfOrder(150);
  at = await startFaultStack({
    // A crowd on two processors keeps a good model waiting.
    ...{ modelTimeoutMs: 3000, lanes: 2 },
    disturbPush: (push, send) => twice(push, (each) => overtaking(each, send)),
  });
  const run = await startRun(at, await at.learner());
  await run.accounted();
  undisturbed = contentOf(await pictureOf(at, run));
}, 120_000);
afterAll(async () => expect(await stopped(at)).toEqual([]), 120_000);

const isWhole = async (run: FaultRun): Promise<void> => {
  const { state, attempts } = await run.accounted();
  expect(state).toBe("succeeded");
  const picture = await pictureOf(at, run);
  expect(flawsOf(picture)).toEqual([]);
  expect(contentOf(picture)).toEqual(undisturbed);
  expect(picture.account.tasks).toBe(attempts);
};

const oncePaid = { answered: CALLS, lost: 0, again: 0 };

const disturbances = [
  { how: "twice at once", deliver: duplicated },
  { how: "in any order", deliver: shuffled(7, 600) },
  { how: "twice and in any order", deliver: both(duplicated, shuffled(11, 600)) },
  {
    how: "in any order, each twice at two times",
    deliver: both(shuffled(13, 300), both(duplicated, shuffled(17, 300))),
  },
];

describe.concurrent("jobs and events delivered twice", { timeout: 180_000 }, () => {
  it.for(disturbances)("$how make one course, paid for once", async ({ deliver }) => {
    const run = await startRun(at, await at.learner({ deliver }));
    await isWhole(run);
    expect(bill(run)).toEqual(oncePaid);
  });

  it.for(disturbances)("$how resume a failed course once", async ({ deliver }) => {
    const learner = await at.learner({ deliver });
    learner.gemma.script({ mode: "prose", operation: "lesson", lesson: 1, times: "always" });
    const run = await startRun(at, learner);
    expect(await run.ended()).toMatchObject({ state: "failed" });
    learner.gemma.reset();
    await run.retry();
    await isWhole(run);
    // The missing lesson, and a review that has read it.
    expect(bill(run)).toEqual({ answered: 3, lost: 0, again: 0 });
  });

  it.for(disturbances)("$how cancel a course and carry it on once", async ({ deliver }) => {
    const learner = await at.learner({ deliver });
    learner.gemma.script({ mode: "slow", ms: 700, operation: "lesson", lesson: 1 });
    const run = await startRun(at, learner);
    await until(
      () => learner.gemma.count("lesson"),
      (lessons) => lessons === 3,
      (lessons) => `${lessons} lessons are being written`,
    );
    await run.cancel();
    await run.retry();
    await isWhole(run);
    expect(bill(run)).toEqual(oncePaid);
  });
});

/** Some courses in all stages of being written. */
async function someRuns(count: number): Promise<FaultRun[]> {
  const learners = await Promise.all(Array.from({ length: count }, () => at.learner({ latencyMs: 200 })));
  const runs = [];
  for (const learner of learners) {
    runs.push(await startRun(at, learner));
    await wait(150);
  }
  return runs;
}

describe("courses being written", { timeout: 120_000 }, () => {
  it("survive ten seconds without the database", async () => {
    const runs = await someRuns(4);
    at.stack.pauseFirestore();
    await wait(10_000);
    at.stack.resumeFirestore();
    for (const run of runs) {
      await isWhole(run);
      expect(bill(run)).toEqual(oncePaid);
    }
  });

  it("survive the restart of every function", async () => {
    const runs = await someRuns(4);
    await at.replace(0);
    for (const name of ["tasks", "learning", "system-jobs"]) await at.stack.restart(name);
    for (const run of runs) {
      await isWhole(run);
      expect(bill(run)).toEqual(oncePaid);
    }
  });

  it("are none lost and none doubled when many are asked for at once", async () => {
    const { violations } = await crowd(at, 10);
    expect(violations).toEqual([]);
  });

  it("come to the same under faults of every kind at once", async () => {
    const { violations } = await soak(at, {
      ...{ seed: 20_250_101, atOnce: 6, goesOn: (courses) => courses < 12 },
    });
    expect(violations).toEqual([]);
  });
});

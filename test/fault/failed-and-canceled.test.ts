import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { courseStore } from "#functions/learning/course-store";
import { taskStore } from "#functions/tasks/task-store";
import { holding } from "../support/fault-deliveries.ts";
import { bill, contentOf, flawsOf, pictureOf, stopped } from "../support/fault-picture.ts";
import { CALLS, startRun, until } from "../support/fault-run.ts";
import { MAX_ATTEMPTS } from "../support/fault-settings.ts";
import {
  type FaultRun,
  type FaultStack,
  type Learner,
  startFaultStack,
  TENANT,
} from "../support/fault-stack.ts";
import { rowsOf } from "../support/fault-table.ts";
import type { Rule } from "../support/gemma-server.ts";

// Most of these wait for the queue or for a model that is slow.
vi.setConfig({ maxConcurrency: 9 });

let at: FaultStack;
/** What a run that nothing disturbs comes to. */
let undisturbed: unknown;

beforeAll(async () => {
  at = await startFaultStack({ lanes: 0, modelTimeoutMs: 5000 });
  const run = await startRun(at, await at.learner());
  await run.accounted();
  undisturbed = contentOf(await pictureOf(at, run));
}, 120_000);
afterAll(async () => expect(await stopped(at)).toEqual([]), 120_000);

const isWhole = async (run: FaultRun, attempts = 1): Promise<void> => {
  expect(await run.accounted()).toMatchObject({ state: "succeeded", attempts });
  const picture = await pictureOf(at, run);
  expect(flawsOf(picture)).toEqual([]);
  expect(contentOf(picture)).toEqual(undisturbed);
};

const LESSON = { operation: "lesson", lesson: 1 } as const;
const OUTLINE = { operation: "outline" } as const;
const REVIEW = { operation: "review" } as const;
/** Waits less long for the model than its script takes. */
const IMPATIENT = { modelTimeoutMs: 1000 };
const asIs = { answered: CALLS, lost: 0, again: 0, refused: 0 };
/** The bad answer, and the one that came when it was shown what was wrong. */
const repaired = { ...asIs, answered: CALLS + 1 };

const passing: { name: string; rule: Rule; cost: typeof asIs }[] = [
  { name: "words instead of a lesson", rule: { mode: "prose", ...LESSON }, cost: repaired },
  { name: "words instead of an outline", rule: { mode: "prose", ...OUTLINE }, cost: repaired },
  { name: "words instead of a review", rule: { mode: "prose", ...REVIEW }, cost: repaired },
  { name: "JSON of another shape", rule: { mode: "wrong-shape", ...LESSON }, cost: repaired },
  { name: "an outline of another shape", rule: { mode: "wrong-shape", ...OUTLINE }, cost: repaired },
  { name: "an answer cut off in the middle", rule: { mode: "truncate", ...LESSON }, cost: repaired },
  { name: "no right option", rule: { mode: "wrong-keys", correct: "none", ...LESSON }, cost: repaired },
  { name: "two right options", rule: { mode: "wrong-keys", correct: "two", ...LESSON }, cost: repaired },
  { name: "quotes that stand nowhere", rule: { mode: "false-quotes", ...LESSON }, cost: repaired },
  { name: "an answer in a code fence", rule: { mode: "fence", ...LESSON }, cost: asIs },
  { name: "chatter around the answer", rule: { mode: "chatter", ...LESSON }, cost: asIs },
  { name: "its thoughts before the answer", rule: { mode: "think", ...LESSON }, cost: asIs },
  { name: "nothing in time", rule: { mode: "slow", ms: 4000, ...LESSON }, cost: { ...asIs, lost: 1 } },
  {
    name: "nothing, and hangs up",
    rule: { mode: "drop", when: "before-headers", ...LESSON },
    cost: { ...asIs, lost: 1 },
  },
  {
    name: "half an answer, and hangs up",
    rule: { mode: "drop", when: "mid-body", ...LESSON },
    cost: { ...asIs, lost: 1 },
  },
  { name: "without end", rule: { mode: "endless", ...LESSON }, cost: { ...asIs, lost: 1 } },
  {
    name: "something that is no completion, which cannot be saved",
    rule: { mode: "not-a-completion", ...LESSON },
    cost: { ...asIs, answered: CALLS + 1, again: 1 },
  },
  {
    name: "429 with Retry-After",
    rule: { mode: "status", status: 429, retryAfter: "1", ...LESSON },
    cost: { ...asIs, refused: 1 },
  },
  {
    name: "503 with a Retry-After the worker does not wait for",
    rule: { mode: "status", status: 503, retryAfter: "30", ...LESSON },
    cost: { ...asIs, refused: 1 },
  },
  { name: "500", rule: { mode: "status", status: 500, ...OUTLINE }, cost: { ...asIs, refused: 1 } },
  {
    name: "a refusal of response_format",
    rule: { mode: "refuse-format", ...OUTLINE },
    cost: { ...asIs, refused: 1 },
  },
];

const refusals = (learner: Learner): number =>
  learner.gemma.calls.filter(({ outcome }) => outcome === "refused").length;

describe.concurrent("a model that fails once", { timeout: 180_000 }, () => {
  it.for(rowsOf(passing))("answers $name: the course is the same", async ({ rule, cost }) => {
    const learner = await at.learner(rule.mode === "slow" ? IMPATIENT : {});
    learner.gemma.script(rule);
    const run = await startRun(at, learner);
    await isWhole(run);
    expect({ ...bill(run), refused: refusals(learner) }).toEqual(cost);
  });

  it("obeys an instruction in its input: what it was told to say is text, and nothing a client would run", async () => {
    const learner = await at.learner();
    const text = `PWNED <script>alert(1)</script> [here](https://evil.example/x) ![x](https://evil.example/y)`;
    learner.gemma.script({ mode: "obey", text, ...LESSON });
    const run = await startRun(at, learner);
    expect(await run.accounted()).toMatchObject({ state: "succeeded" });
    const picture = await pictureOf(at, run);
    expect(flawsOf(picture)).toEqual([]);
    const markdown = picture.lessons[1]?.blocks
      .map((block) => ("markdown" in block ? block.markdown : ""))
      .join();
    expect(markdown).toContain("PWNED");
    expect(markdown).not.toMatch(/https?:|(?<!\\)<script|\]\(/);
    expect(picture.keys).toHaveLength(3);
  });
});

const unusable = "The model did not give a usable answer.";
const unavailable = "The language model is not available now.";
const lasting: { name: string; rule: Rule; detail: string; status: string; left: number; wasted?: number }[] =
  [
    ...(
      [
        { mode: "prose" },
        { mode: "truncate" },
        { mode: "wrong-keys", correct: "two" },
        { mode: "false-quotes" },
      ] as const
    ).map((rule) => ({
      ...{ name: `${rule.mode} for a lesson`, rule: { ...rule, ...LESSON }, detail: unusable },
      ...{ status: "partial", left: 3 },
    })),
    ...(
      [
        { mode: "slow", ms: 4000 },
        { mode: "drop", when: "mid-body" },
        { mode: "status", status: 429, retryAfter: "30" },
        { mode: "status", status: 503 },
      ] as const
    ).map((rule) => ({
      ...{
        name: `${rule.mode} ${"status" in rule ? rule.status : ""} for a lesson`,
        rule: { ...rule, ...LESSON },
      },
      ...{ detail: unavailable, status: "partial", left: 3 },
    })),
    {
      // What is no completion cannot be saved: every delivery pays for it anew.
      ...{ name: "not-a-completion for a lesson", rule: { mode: "not-a-completion", ...LESSON } },
      ...{ detail: unavailable, status: "partial", left: 3, wasted: MAX_ATTEMPTS - 1 },
    },
    {
      ...{
        name: "an examiner who finds every lesson unfit",
        rule: { mode: "find-unsafe", operation: "check-lesson" },
      },
      ...{ detail: "No lesson could be written: What the model wrote is not fit for learners." },
      ...{ status: "failed", left: CALLS - 1 },
    },
    {
      ...{ name: "400 for a lesson", rule: { mode: "status", status: 400, ...LESSON } },
      ...{ detail: "The language model could not be asked.", status: "partial", left: 3 },
    },
    {
      ...{ name: "wrong-shape for the outline", rule: { mode: "wrong-shape", ...OUTLINE } },
      ...{ detail: unusable, status: "failed", left: CALLS },
    },
    {
      ...{ name: "500 for the review", rule: { mode: "status", status: 500, ...REVIEW } },
      ...{ detail: unavailable, status: "partial", left: 1 },
    },
    {
      ...{ name: "500 for the outline", rule: { mode: "status", status: 500, ...OUTLINE } },
      ...{ detail: unavailable, status: "failed", left: CALLS },
    },
  ];

describe.concurrent("a model that fails always", { timeout: 90_000 }, () => {
  it.for(rowsOf(lasting))(
    "with $name, ends in a failure that says why; once it is well, a retry pays for what is missing alone",
    async ({ rule, detail, status, left, wasted = 0 }) => {
      const learner = await at.learner(rule.mode === "slow" ? IMPATIENT : {});
      learner.gemma.script({ ...rule, times: "always" });
      const run = await startRun(at, learner);
      const { state, problem, result } = await run.accounted();
      expect({ state, result }).toEqual({ state: "failed", result: { courseId: run.courseId } });
      expect(problem?.detail).toContain(detail);
      const picture = await pictureOf(at, run);
      expect(flawsOf(picture)).toEqual([]);
      expect(picture.course.status).toBe(status);
      expect(bill(run).again).toBe(wasted);
      learner.gemma.reset();
      const deliveries = learner.answered.length;
      await run.retry();
      await isWhole(run, 2);
      // The attempt before holds nothing that this one has to wait for.
      expect(learner.answered.slice(deliveries).filter((each) => each.status === 409)).toEqual([]);
      expect(bill(run)).toEqual({ answered: left, lost: 0, again: 0 });
    },
  );
});

/** The times at which what a client sees of the run was last written. */
async function written(run: FaultRun): Promise<string[]> {
  const courses = courseStore(at.db, TENANT);
  const { docs } = await courses.lessons(run.courseId).query((lessons) => lessons);
  const course = await courses.courses.ref(run.courseId).get();
  const task = await taskStore(at.db, TENANT).tasks(run.learner.userId).ref(run.taskId).get();
  return [course, task, ...docs].map((each) => `${each.ref.path} ${each.updateTime?.toDate().toISOString()}`);
}

const underWay = (learner: Learner, count: number): Promise<unknown> =>
  until(
    () => learner.gemma.calls.filter(({ outcome }) => outcome === "open").length,
    (open) => open === count,
    (open) => `${open} calls are under way`,
  );
const noneUnderWay = (learner: Learner) => underWay(learner, 0);

const SLOW = { mode: "slow", ms: 3000 } as const;
const moments: { when: string; slow: Rule[]; open: number; paid: number; status: string; kept: number }[] = [
  {
    when: "its outline is written",
    slow: [{ ...SLOW, ...OUTLINE }],
    open: 1,
    paid: 1,
    status: "failed",
    kept: 0,
  },
  {
    ...{ when: "its lessons are written", slow: [{ ...SLOW, operation: "lesson", times: 3 }] },
    ...{ open: 3, paid: 4, status: "failed", kept: 0 },
  },
  {
    ...{ when: "all but one lesson are ready", slow: [{ ...SLOW, ...LESSON }] },
    ...{ open: 1, paid: 6, status: "partial", kept: 2 },
  },
  { when: "it is reviewed", slow: [{ ...SLOW, ...REVIEW }], open: 1, paid: 8, status: "partial", kept: 3 },
];

const readyIds = async (run: FaultRun): Promise<string[]> =>
  (await pictureOf(at, run)).lessons.filter(({ status }) => status === "ready").map(({ id }) => id);

describe.concurrent("a course that is canceled", { timeout: 180_000 }, () => {
  it.for(moments)(
    "while $when, is left as it is; a retry goes on from there",
    async ({ slow, open, paid, status, kept }) => {
      const learner = await at.learner();
      learner.gemma.script(...slow);
      const run = await startRun(at, learner);
      await until(
        () => readyIds(run).catch(() => []),
        (ids) => ids.length === kept,
        (ids) => `${ids.length} are ready`,
      );
      await underWay(learner, open);
      expect(await run.cancel()).toMatchObject({ state: "canceled" });
      const asked = learner.gemma.calls.length;
      await until(
        async () => (await pictureOf(at, run)).course.status,
        (seen) => seen === status,
        (seen) => `the course is ${seen}`,
      );
      const before = await written(run);
      await noneUnderWay(learner);
      await run.accounted();
      await wait(500);
      expect(await written(run)).toEqual(before);
      expect(learner.gemma.calls).toHaveLength(asked);
      expect(flawsOf(await pictureOf(at, run))).toEqual([]);
      const ready = await readyIds(run);
      expect(ready).toHaveLength(kept);
      const deliveries = learner.answered.length;
      await run.retry();
      await isWhole(run, 2);
      expect(learner.answered.slice(deliveries).filter((each) => each.status === 409)).toEqual([]);
      expect(await readyIds(run)).toEqual(expect.arrayContaining(ready));
      expect(bill(run)).toEqual({ answered: CALLS, lost: 0, again: 0 });
      expect(asked).toBe(paid);
    },
  );

  it.for(moments)(
    "while $when, and tried again at once, pays for no answer under way a second time",
    async ({ slow, open }) => {
      const learner = await at.learner();
      learner.gemma.script(...slow);
      const run = await startRun(at, learner);
      await underWay(learner, open);
      await run.cancel();
      await run.retry();
      await isWhole(run, 2);
      expect(bill(run)).toEqual({ answered: CALLS, lost: 0, again: 0 });
    },
  );

  it("before any worker came to it, asks no model", async () => {
    const held = holding("outline");
    const learner = await at.learner({ deliver: held.deliver });
    const run = await startRun(at, learner);
    expect(await run.cancel()).toMatchObject({ state: "canceled" });
    held.release();
    await run.accounted();
    await until(
      async () => (await pictureOf(at, run)).course.status,
      (status) => status === "failed",
      (status) => `the course is ${status}`,
    );
    expect(flawsOf(await pictureOf(at, run))).toEqual([]);
    expect(learner.gemma.calls).toEqual([]);
    await run.retry();
    await isWhole(run, 2);
    expect(bill(run)).toEqual({ answered: CALLS, lost: 0, again: 0 });
  });
});

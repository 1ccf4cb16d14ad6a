import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, cancel, finish, isFinal, retry, type Task, taskProblem } from "#functions/tasks/task";

const at = "2026-01-01T12:00:00.000Z";

const aTask = (changes: Partial<Task> = {}): Task => ({
  id: "0b5a1d0e-6f0e-4b4e-9a54-3c7a6f1f2f10",
  type: "course-generation",
  state: "queued",
  progress: { percent: 0, step: "queued", message: "Waiting." },
  params: {},
  attempts: 1,
  version: 1,
  createdAt: at,
  deadlineAt: "2026-01-01T12:20:00.000Z",
  ...changes,
});

const progress = (percent: number, lessonsReady?: number) => ({
  percent,
  step: "lessons",
  message: `${percent} %`,
  ...(lessonsReady !== undefined && { lessonsReady, lessonsTotal: 4 }),
});

describe("advance", () => {
  it("starts a queued task and dates it", () => {
    const task = advance(aTask(), 1, at, progress(10));
    expect(task).toMatchObject({ state: "running", startedAt: at, version: 2, progress: { percent: 10 } });
  });

  it("leaves a task as it is when nothing is new", () => {
    const task = advance(aTask(), 1, at, progress(10));
    expect(advance(task, 1, at, progress(10))).toBe(task);
  });

  it("ignores an older attempt", () => {
    const task = aTask({ attempts: 2 });
    expect(advance(task, 1, at, progress(50))).toBe(task);
  });

  it.each(["succeeded", "failed", "canceled"] as const)("never wakes a task that has %s", (state) => {
    const task = aTask({ state });
    expect(advance(task, 1, at, progress(99))).toBe(task);
  });

  it("never lets percent or ready lessons fall, and raises the version with every change, in any order", () => {
    const reports = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 4 })));
    fc.assert(
      fc.property(reports, (steps) => {
        let before = aTask();
        for (const [percent, ready] of steps) {
          const after = advance(before, 1, at, progress(percent, ready));
          expect(after.progress.percent).toBeGreaterThanOrEqual(before.progress.percent);
          expect(after.progress.lessonsReady ?? 0).toBeGreaterThanOrEqual(before.progress.lessonsReady ?? 0);
          expect(after.version).toBe(before.version + (after === before ? 0 : 1));
          before = after;
        }
      }),
    );
  });
});

describe("finish", () => {
  it("succeeds with a hundred percent and the result", () => {
    const result = { courseId: "0b5a1d0e-6f0e-4b4e-9a54-3c7a6f1f2f11" };
    const task = finish(aTask(), 1, at, { result, message: "Ready." });
    expect(task).toMatchObject({ state: "succeeded", finishedAt: at, result, progress: { percent: 100 } });
  });

  it("fails with its problem and keeps the percent it had reached", () => {
    const running = advance(aTask(), 1, at, progress(40));
    const problem = taskProblem("model-unavailable", "The model is away.");
    const task = finish(running, 1, at, { problem, message: problem.detail });
    expect(task).toMatchObject({ state: "failed", problem, progress: { percent: 40 } });
  });

  it("is fenced off by a cancel", () => {
    const canceled = cancel(aTask(), at);
    expect(finish(canceled, 1, at, { message: "Ready." })).toBe(canceled);
  });
});

describe("cancel and retry", () => {
  it("cancels once and answers the same the second time", () => {
    const canceled = cancel(aTask({ state: "running" }), at);
    expect(isFinal(canceled)).toBe(true);
    expect(cancel(canceled, at)).toBe(canceled);
  });

  it.each(["succeeded", "failed"] as const)("refuses to cancel a task that has %s", (state) => {
    expect(() => cancel(aTask({ state }), at)).toThrow(expect.objectContaining({ slug: "conflict" }));
  });

  it("tries a failed task again with a new deadline, keeping its percent", () => {
    const failed = aTask({ state: "failed", finishedAt: at, progress: progress(40) });
    const again = retry(failed, "2026-01-01T13:00:00.000Z");
    expect(again).toMatchObject({ state: "queued", attempts: 2, version: 2, progress: { percent: 40 } });
    expect(again).not.toHaveProperty("finishedAt");
    expect(again).not.toHaveProperty("problem");
  });

  it.each(["queued", "running", "succeeded"] as const)("refuses to retry a task that is %s", (state) => {
    expect(() => retry(aTask({ state }), at)).toThrow(expect.objectContaining({ slug: "conflict" }));
  });
});

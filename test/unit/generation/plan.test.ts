import { describe, expect, it } from "vitest";
import { LessonJob, StepJob } from "#functions/generation/contract";
import { nextSteps } from "#functions/generation/follow-run";
import { lessonStep, OUTLINE, percentAt, REVIEW, stepJob } from "#functions/generation/plan";
import type { StepMark } from "#functions/tasks/run";
import { anOutlineDraft } from "../../support/drafts.ts";

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const run = { tid: "default", userId: id(1), taskId: id(2), attempt: 1 };

const mark = (step: string, outcome: StepMark["outcome"] = "done"): StepMark => ({
  step,
  outcome,
  attempt: 1,
  at: "2026-01-01T12:00:00.000Z",
  result:
    step === OUTLINE && outcome === "done"
      ? { outline: anOutlineDraft(), sourceIds: [], lessonIds: [id(3), id(4)], notes: [] }
      : null,
});

describe("stepJob", () => {
  it("makes payloads their jobs accept, whatever else the job before carried", () => {
    const before = { ...run, courseId: id(5), index: 7 };
    expect(LessonJob.parse(stepJob(before, id(5), lessonStep(2)).payload)).toMatchObject({ index: 2 });
    for (const step of [OUTLINE, REVIEW])
      expect(StepJob.parse(stepJob(before, id(5), step).payload)).toBeDefined();
  });

  it("names the same step of the same attempt alike, and no other", () => {
    const keys = [
      stepJob(run, id(5), lessonStep(0)),
      stepJob(run, id(5), lessonStep(1)),
      stepJob({ ...run, attempt: 2 }, id(5), lessonStep(0)),
      stepJob(run, id(5), lessonStep(0), "retry"),
    ].map((job) => job.dedupeKey);
    expect(new Set(keys).size).toBe(4);
    expect(stepJob(run, id(5), lessonStep(0)).dedupeKey).toBe(keys[0]);
  });
});

describe("nextSteps", () => {
  it.each([
    ["nothing is done", [], [OUTLINE]],
    ["the outline is done", [mark(OUTLINE)], [lessonStep(0), lessonStep(1)]],
    ["one lesson is done", [mark(OUTLINE), mark(lessonStep(0))], [lessonStep(1)]],
    ["a lesson has failed", [mark(OUTLINE), mark(lessonStep(0), "failed")], [lessonStep(1)]],
    ["all lessons are over", [mark(OUTLINE), mark(lessonStep(0)), mark(lessonStep(1), "failed")], [REVIEW]],
    ["the outline has failed", [mark(OUTLINE, "failed")], [REVIEW]],
    ["all is over", [mark(OUTLINE), mark(lessonStep(0)), mark(lessonStep(1)), mark(REVIEW)], []],
  ])("when %s", (_, marks, steps) => {
    expect(nextSteps(marks)).toEqual(steps);
  });
});

describe("percentAt", () => {
  it("rises from a tenth to nine tenths", () => {
    expect([0, 1, 6, 12].map((over) => percentAt(over, 12))).toEqual([10, 16, 50, 90]);
  });
});

import { z } from "zod";
import type { Job } from "../shared/work.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { Outline } from "./draft.ts";

/** What the outline step leaves to the steps after it. */
export const Plan = z.strictObject({
  outline: Outline,
  /** The sources the course is written from; their passages are numbered in this order. */
  sourceIds: z.array(z.uuid()),
  /** One for each lesson of the outline. */
  lessonIds: z.array(z.uuid()),
  notes: z.array(z.string()),
  /** Where its owner wanted to see it before anything more is written: whether they have agreed. */
  confirmation: z
    .strictObject({
      state: z.enum(["awaited", "given"]),
      /** Rises with every change of the outline; the number an `If-Match` is compared with. */
      version: z.int().positive(),
    })
    .optional(),
});
export type Plan = z.infer<typeof Plan>;

/** The names of a run's steps. */
export const OUTLINE = "outline";
export const REVIEW = "review";
export const lessonStep = (index: number): string => `lesson-${String(index + 1).padStart(2, "0")}`;

/** The plan, once the outline is done. */
export function planOf(marks: readonly StepMark[]): Plan | undefined {
  const outline = marks.find((mark) => mark.step === OUTLINE && mark.outcome === "done");
  return outline && Plan.parse(outline.result);
}

/** Whether nothing may follow from the plan yet. */
export const isAwaited = (plan: Plan | undefined): boolean => plan?.confirmation?.state === "awaited";

/** Percent by finished steps: the outline a tenth, the lessons eight, the review the last. */
export const percentAt = (lessonsOver: number, lessonsTotal: number): number =>
  10 + Math.floor((80 * lessonsOver) / Math.max(1, lessonsTotal));

/** The Cloud Tasks job of a step. Its name comes from task, attempt and step, so that it is enqueued once. */
export function stepJob(run: RunRef, courseId: string, step: string, cause = ""): Job {
  const { tid, userId, taskId, attempt } = run;
  const index = /^lesson-(\d+)$/.exec(step)?.[1];
  return {
    queue: "generation",
    area: "generation",
    name: index === undefined ? step : "lesson",
    payload: {
      tid,
      userId,
      taskId,
      attempt,
      courseId,
      ...(index !== undefined && { index: Number(index) - 1 }),
    },
    dedupeKey: `${taskId}/${attempt}/${step}${cause && `/${cause}`}`,
  };
}

/** The job that rewrites a lesson of a course. */
export const rewriteJob = (run: RunRef, courseId: string, index: number, cause = ""): Job => ({
  ...stepJob(run, courseId, lessonStep(index), cause),
  name: "rewrite",
});

import type { RunRef, StepMark } from "../tasks/run.ts";
import { advanceTask, stepMarks } from "../tasks/track-task.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { isAwaited, lessonStep, OUTLINE, type Plan, percentAt, planOf, REVIEW, stepJob } from "./plan.ts";

/**
 * Enqueues whatever follows from a step that is over, and shows how far the run is. Safe to run any number of times,
 * by any number of workers at once: jobs are named, progress never falls.
 */
export async function followRun(
  deps: GenerationDeps,
  ref: RunRef,
  courseId: string,
  step: string,
): Promise<void> {
  const marks = await stepMarks(deps, ref);
  const missing = nextSteps(marks);
  // The outline enqueues the lessons, all of them; a lesson need not offer its siblings again.
  const next = step === OUTLINE || missing.includes(REVIEW) ? missing : [];
  const plan = planOf(marks);
  if (isAwaited(plan)) return;
  await Promise.all([
    // Lessons that end together contend for the task's document: the next step need not wait for that.
    plan && advanceTask(deps, ref, progressOf(plan, marks)),
    // A failed outline leaves nothing to write: the review ends the task.
    ...next.map((name) => deps.enqueue(stepJob(ref, courseId, name))),
  ]);
}

/** The steps that can be done now and are not; none while the outline waits to be confirmed. */
export function nextSteps(marks: readonly StepMark[]): string[] {
  const over = new Set(marks.map((mark) => mark.step));
  if (!over.has(OUTLINE)) return [OUTLINE];
  const plan = planOf(marks);
  if (isAwaited(plan)) return [];
  const lessons = (plan?.lessonIds ?? []).map((_, index) => lessonStep(index));
  const missing = lessons.filter((step) => !over.has(step));
  if (missing.length > 0) return missing;
  return over.has(REVIEW) ? [] : [REVIEW];
}

export function progressOf(plan: Plan, marks: readonly StepMark[]) {
  const lessons = marks.filter((mark) => mark.step.startsWith("lesson-"));
  const ready = lessons.filter((mark) => mark.outcome === "done").length;
  const total = plan.lessonIds.length;
  const writing = lessons.length < total;
  return {
    percent: percentAt(lessons.length, total),
    step: writing ? "lessons" : REVIEW,
    message: writing ? `Writing lessons: ${ready} of ${total} are ready.` : "Looking over the whole course.",
    lessonsReady: ready,
    lessonsTotal: total,
  };
}

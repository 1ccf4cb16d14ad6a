import { lastClaimMs } from "../platform/firestore/lease.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { taskProblem } from "../tasks/task.ts";
import { finishTask, guardRun, isAlive, stepMarks } from "../tasks/track-task.ts";
import { Assignment } from "./contract.ts";
import { nextSteps } from "./follow-run.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { REVIEW, stepJob } from "./plan.ts";
import { leaseKey, leaseLengthMs } from "./run-step.ts";

/** The queue's longest back-off: a step claimed more recently still has a delivery coming. */
const QUEUE_PATIENCE_MS = 90_000;

/**
 * Carries a run on: after a retry what failed is forgotten and what succeeded kept; after a crash the steps that
 * nobody holds and no delivery is coming for are enqueued again.
 */
export async function resumeCourse(deps: GenerationDeps, job: RunRef & { cause: string }): Promise<Outcome> {
  const { cause, ...ref } = job;
  const run = await deps.tasks.runs.get(ref.taskId);
  if (!run || !isAlive(run, ref)) return "dropped";
  const { courseId } = Assignment.parse(run.assignment);
  if (!(await deps.courses.find(courseId))) return endWithoutCourse(deps, ref);
  await forgetFailures(deps, ref, courseId);
  const next = nextSteps(await stepMarks(deps, ref));
  // All steps are over and the task is not: the review's job, which ends it, was lost.
  const steps = next.length > 0 ? next : [REVIEW];
  const abandoned = await Promise.all(
    steps.map(async (step) => {
      const claimed = await lastClaimMs(deps, { tid: ref.tid, key: leaseKey(ref, step) });
      const patience = leaseLengthMs(deps) + QUEUE_PATIENCE_MS;
      return cause === "retry" || claimed === undefined || claimed > patience;
    }),
  );
  const missing = steps.filter((_, index) => abandoned[index]);
  await Promise.all(missing.map((step) => deps.enqueue(stepJob(ref, courseId, step, cause))));
  return "done";
}

/** A course may be deleted once nobody writes it; there is nothing left to try again. */
async function endWithoutCourse(deps: GenerationDeps, ref: RunRef): Promise<Outcome> {
  const problem = taskProblem("resource-not-found", "The course was removed.");
  await finishTask(deps, ref, { problem, message: problem.detail });
  return "done";
}

/**
 * Removes what earlier attempts failed at, and the review they ended with. Another delivery of this job may have
 * done so a moment ago, and steps of this attempt may be over since: only what the transaction finds is removed.
 */
async function forgetFailures(deps: GenerationDeps, ref: RunRef, courseId: string): Promise<void> {
  const isOld = (mark: StepMark) =>
    mark.attempt < ref.attempt && (mark.outcome === "failed" || mark.step === REVIEW);
  const steps = deps.tasks.steps(ref.userId, ref.taskId);
  const old = (await stepMarks(deps, ref)).filter(isOld);
  const course = await deps.courses.find(courseId);
  if (old.length === 0 && course?.status === "generating") return;
  await forgetAnswers(deps, ref, old);
  await deps.transact(async ({ tx }) => {
    await guardRun(deps, ref, tx);
    const marks = await Promise.all(old.map((mark) => steps.get(mark.step, tx)));
    const present = await deps.courses.find(courseId, tx);
    const lessons = await deps.courses.lessons(courseId, tx);
    const at = timestamp(deps.clock());
    for (const mark of marks) if (mark && isOld(mark)) steps.remove(tx, mark.step);
    for (const lesson of lessons.filter((found) => found.status === "failed"))
      deps.courses.saveLesson(tx, { ...lesson, status: "writing", updatedAt: at });
    if (present && present.status !== "generating")
      deps.courses.change(tx, present, at, { status: "generating" });
  });
}

/** Answers that led an earlier attempt to nothing are asked for anew; every other saved answer is kept. */
async function forgetAnswers(deps: GenerationDeps, ref: RunRef, old: readonly StepMark[]): Promise<void> {
  const useless = old.filter((mark) => mark.answersUseless).map((mark) => mark.step);
  if (useless.length === 0) return;
  const answers = deps.tasks.answers(ref.userId, ref.taskId);
  const { docs } = await answers.query((collection) => collection.where("step", "in", useless));
  const led = docs.filter((document) => (answers.parse(document)?.attempt ?? ref.attempt) < ref.attempt);
  await Promise.all(led.map((document) => document.ref.delete()));
}

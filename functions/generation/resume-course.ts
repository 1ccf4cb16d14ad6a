import { changedLesson } from "../learning/lesson.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { type TaskProblem, taskProblem } from "../tasks/task.ts";
import { finishTask, isAlive, stepMarks } from "../tasks/track-task.ts";
import { AnyAssignment } from "./contract.ts";
import { enqueueAbandoned } from "./enqueue-abandoned.ts";
import { nextSteps } from "./follow-run.ts";
import { forgetMarks } from "./forget-marks.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { holdPlan } from "./hold-plan.ts";
import { isAwaited, planOf, REVIEW, stepJob } from "./plan.ts";
import { resumeRewriting } from "./resume-rewriting.ts";

/**
 * Carries a run on: after a retry what failed is forgotten and what succeeded kept; after a crash the steps that
 * nobody holds and no delivery is coming for are enqueued again. A plan that waits to be confirmed waits on.
 */
export async function resumeCourse(deps: GenerationDeps, job: RunRef & { cause: string }): Promise<Outcome> {
  const { cause, ...ref } = job;
  const run = await deps.tasks.runs.get(ref.taskId);
  if (!run || !isAlive(run, ref)) return "dropped";
  const assignment = AnyAssignment.parse(run.assignment);
  if ("lessonIds" in assignment) return resumeRewriting(deps, job, assignment);
  const { courseId } = assignment;
  const course = await deps.courses.find(courseId);
  if (!course) return endTask(deps, ref, taskProblem("resource-not-found", "The course was removed."));
  if (course.status === "archived")
    return endTask(
      deps,
      ref,
      taskProblem("conflict", "The course is archived. Take it out of the archive, then try again."),
    );
  await forgetFailures(deps, ref, courseId);
  const marks = await stepMarks(deps, ref);
  const plan = planOf(marks);
  if (plan && isAwaited(plan)) {
    await deps.transact(({ tx }) => holdPlan(deps, ref, plan, tx));
    return "done";
  }
  const next = nextSteps(marks);
  // All steps are over and the task is not: the review's job, which ends it, was lost.
  const steps = next.length > 0 ? next : [REVIEW];
  await enqueueAbandoned(deps, { ref, cause, steps }, (step) => stepJob(ref, courseId, step, cause));
  return "done";
}

/** Its author may have removed the course since, or put it away: there is nothing to go on with. */
async function endTask(deps: GenerationDeps, ref: RunRef, problem: TaskProblem): Promise<Outcome> {
  await finishTask(deps, ref, { problem, message: problem.detail });
  return "done";
}

/** Removes what earlier attempts failed at, and the review they ended with; the course is being written again. */
async function forgetFailures(deps: GenerationDeps, ref: RunRef, courseId: string): Promise<void> {
  const course = await deps.courses.find(courseId);
  await forgetMarks(deps, ref, {
    isOld: (mark: StepMark) =>
      mark.attempt < ref.attempt && (mark.outcome === "failed" || mark.step === REVIEW),
    needed: course?.status !== "generating",
    also: async (tx) => {
      const present = await deps.courses.find(courseId, tx);
      const lessons = await deps.courses.lessons(courseId, tx);
      const at = timestamp(deps.clock());
      return () => {
        for (const lesson of lessons.filter((found) => found.status === "failed"))
          deps.courses.saveLesson(tx, changedLesson(lesson, at, { status: "writing" }));
        if (present && present.status !== "generating")
          deps.courses.change(tx, present, at, { status: "generating" });
      };
    },
  });
}

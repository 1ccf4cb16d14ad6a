import type { Outcome } from "../platform/http/jobs-app.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef } from "../tasks/run.ts";
import { taskProblem } from "../tasks/task.ts";
import { finishTask, stepMarks } from "../tasks/track-task.ts";
import type { Rewriting } from "./contract.ts";
import { enqueueAbandoned } from "./enqueue-abandoned.ts";
import { followRewriting, missingSteps } from "./follow-rewriting.ts";
import { forgetMarks } from "./forget-marks.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { lessonStep, rewriteJob } from "./plan.ts";

/**
 * Carries a proposal on: after a retry what failed is forgotten and what succeeded kept; after a crash the lessons that
 * nobody holds and no delivery is coming for are enqueued again.
 */
export async function resumeRewriting(
  deps: GenerationDeps,
  job: RunRef & { cause: string },
  { courseId, lessonIds }: Rewriting,
): Promise<Outcome> {
  const { cause, ...ref } = job;
  const proposal = await deps.proposals.find(courseId, ref.taskId);
  if (!proposal) {
    const problem = taskProblem(
      "resource-not-found",
      "The proposal was discarded, or its course was removed.",
    );
    await finishTask(deps, ref, { problem, message: problem.detail });
    return "done";
  }
  const isOld = ({ outcome, attempt }: { outcome: string; attempt: number }) =>
    attempt < ref.attempt && outcome === "failed";
  await forgetMarks(deps, ref, {
    isOld,
    needed: proposal.status !== "writing",
    also: async (tx) => {
      const present = await deps.proposals.find(courseId, ref.taskId, tx);
      return () => {
        if (present && present.status !== "writing")
          deps.proposals.change(tx, present, timestamp(deps.clock()), { status: "writing" });
      };
    },
  });
  const missing = missingSteps(lessonIds.length, await stepMarks(deps, ref));
  // All steps are over and the task is not: whoever was to end it is gone.
  if (missing.length === 0) await followRewriting(deps, ref);
  else
    await enqueueAbandoned(deps, { ref, cause, steps: missing }, (step) =>
      rewriteJob(ref, courseId, indexOf(step, lessonIds.length), cause),
    );
  return "done";
}

const indexOf = (step: string, total: number): number =>
  Array.from({ length: total }, (_, index) => lessonStep(index)).indexOf(step);

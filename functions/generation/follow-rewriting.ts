import { z } from "zod";
import type { Unit } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { type ProblemSlug, problems } from "../shared/problem.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { type TaskProblem, taskProblem } from "../tasks/task.ts";
import { advanceTask, finishTask, isAlive, stepMarks } from "../tasks/track-task.ts";
import { Rewriting } from "./contract.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { lessonStep } from "./plan.ts";

const Result = z.object({ notes: z.array(z.string()) });

/**
 * Shows how far a proposal is, and ends its task once every lesson of it is over. Safe to run any number of times, by
 * any number of workers at once.
 */
export async function followRewriting(deps: GenerationDeps, ref: RunRef): Promise<void> {
  const [run, marks] = await Promise.all([deps.tasks.runs.get(ref.taskId), stepMarks(deps, ref)]);
  if (!run || !isAlive(run, ref)) return;
  const { courseId, lessonIds } = Rewriting.parse(run.assignment);
  const total = lessonIds.length;
  const ready = marks.filter(({ outcome }) => outcome === "done").length;
  if (missingSteps(total, marks).length > 0) {
    await advanceTask(deps, ref, {
      percent: Math.floor((95 * marks.length) / total),
      step: "lessons",
      message: `Writing anew: ${ready} of ${total} are ready.`,
      lessonsReady: ready,
      lessonsTotal: total,
    });
    return;
  }
  const problem = problemOf(marks);
  const message = problem?.detail ?? "The proposal is ready. Look at it, then accept it.";
  await finishTask(deps, ref, { result: { courseId }, ...(problem && { problem }), message }, (unit) =>
    closeProposal(deps, unit, { courseId, taskId: ref.taskId, marks }),
  );
}

/** The steps of a proposal that are not over. */
export const missingSteps = (total: number, marks: readonly StepMark[]): string[] => {
  const over = new Set(marks.map(({ step }) => step));
  return Array.from({ length: total }, (_, index) => lessonStep(index)).filter((step) => !over.has(step));
};

function problemOf(marks: readonly StepMark[]): TaskProblem | undefined {
  const failed = marks.filter(({ outcome }) => outcome === "failed");
  const first = failed[0]?.problem;
  if (!first) return undefined;
  // A mark's slug was one of ours when it was written; an unknown one is a fault of our own.
  const slug = (first.slug in problems ? first.slug : "server-error") as ProblemSlug;
  return taskProblem(
    slug,
    `${failed.length} of ${marks.length} could not be written: ${first.detail} Trying again writes only what is missing.`,
  );
}

/** Sets the proposal's last state in the commit that ends its task. One that was discarded stays so. */
async function closeProposal(
  deps: GenerationDeps,
  { tx }: Unit,
  { courseId, taskId, marks }: { courseId: string; taskId: string; marks: readonly StepMark[] },
): Promise<void> {
  const proposal = await deps.proposals.find(courseId, taskId, tx);
  if (!proposal) return;
  const notes = marks.flatMap(({ result }) => Result.safeParse(result).data?.notes ?? []);
  const status = marks.some(({ outcome }) => outcome === "failed") ? "failed" : "ready";
  deps.proposals.change(tx, proposal, timestamp(deps.clock()), { status, notes: [...new Set(notes)] });
}

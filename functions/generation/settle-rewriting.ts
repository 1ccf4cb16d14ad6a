import type { Outcome } from "../platform/http/jobs-app.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef } from "../tasks/run.ts";
import type { Rewriting } from "./contract.ts";
import type { GenerationDeps } from "./generation-deps.ts";

/** Leaves the proposal of an attempt that was canceled, or ran past its deadline, in a state that says so. */
export function settleRewriting(
  deps: GenerationDeps,
  ref: RunRef,
  { courseId }: Pick<Rewriting, "courseId">,
): Promise<Outcome> {
  return deps.transact(async ({ tx }) => {
    const run = await deps.tasks.runs.get(ref.taskId, tx);
    const task = await deps.tasks.tasks(ref.userId).get(ref.taskId, tx);
    const proposal = await deps.proposals.find(courseId, ref.taskId, tx);
    if (run?.open !== false || proposal?.status !== "writing") return "dropped";
    const status = task?.state === "canceled" ? "discarded" : "failed";
    deps.proposals.change(tx, proposal, timestamp(deps.clock()), { status });
    return "done";
  });
}

import type { Library } from "../learning/source-library.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import { notWaiting } from "../tasks/task.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { openPlan } from "./find-outline.ts";
import { gatherPassages, lessonPassages } from "./gather-passages.ts";
import { changedPlan, type OutlineChange, type PlannedOutline, shownOutline } from "./outline.ts";
import { isAwaited, OUTLINE } from "./plan.ts";

/**
 * Replaces the outline of a task that waits for its confirmation. Nothing else is written, and no model is asked.
 * @throws {Problem} `validation-error` with a pointer to every fault; `conflict` unless the task waits;
 * `precondition-failed` from a stale copy.
 */
export async function editOutline(
  deps: TrackDeps & { transact: Transact; library: Library },
  input: { userId: string; taskId: string; change: OutlineChange; ifMatch?: string | undefined },
): Promise<PlannedOutline> {
  const { userId, taskId, change, ifMatch } = input;
  // The sources of a plan stay the same, and are too much to be read inside a transaction.
  const passages = await gatherPassages(deps, (await openPlan(deps, input)).plan.sourceIds);
  const material = {
    passages,
    search: (lesson: Parameters<typeof lessonPassages>[0]) => lessonPassages(lesson, passages).passages,
  };
  return deps.transact(async ({ tx }) => {
    const { task, mark, plan } = await openPlan(deps, input, tx);
    if (task.state !== "waiting" || !isAwaited(plan)) throw notWaiting(task);
    const version = plan.confirmation?.version ?? 1;
    checkIfMatch(ifMatch, version);
    const changed = changedPlan({ plan, change, material, newId: deps.newId });
    if ("faults" in changed)
      throw new Problem("validation-error", "A course cannot be written by this outline.", {
        errors: changed.faults,
      });
    const next = { ...changed.plan, confirmation: { state: "awaited", version: version + 1 } } as const;
    deps.tasks.steps(userId, taskId).set(tx, OUTLINE, { ...mark, result: next });
    return shownOutline(next);
  });
}

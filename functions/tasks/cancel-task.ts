import type { Transact } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { noTask } from "./find-task.ts";
import type { Run } from "./run.ts";
import { cancel, type Task } from "./task.ts";
import { closeRun, type TrackDeps, tellFinished } from "./track-task.ts";

/** Ends a task at once; its area clears up afterwards. Canceling twice answers the same. */
export function cancelTask(
  deps: TrackDeps & { transact: Transact },
  input: { tid: string; userId: string; taskId: string },
): Promise<Task> {
  return deps.transact(async (unit) => {
    const tasks = deps.tasks.tasks(input.userId);
    const run = await deps.tasks.runs.get(input.taskId, unit.tx);
    const task = await tasks.get(input.taskId, unit.tx);
    if (!task || !run) throw noTask(input.taskId);
    const canceled = cancel(task, timestamp(deps.clock()));
    if (canceled === task) return task;
    tasks.set(unit.tx, task.id, canceled);
    closeRun(deps, unit, run);
    tellFinished(deps, unit, input, canceled);
    unit.enqueue(settleJob(input.tid, run));
    return canceled;
  });
}

/** Lets the task's area clear up after an end it did not make itself. */
export const settleJob = (tid: string, run: Run) => ({
  queue: "generation",
  area: run.area,
  name: "settle",
  payload: { tid, userId: run.userId, taskId: run.taskId, attempt: run.attempt },
  dedupeKey: `${run.taskId}/${run.attempt}/settle`,
});

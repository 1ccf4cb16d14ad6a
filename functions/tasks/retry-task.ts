import type { Transact } from "../platform/firestore/transact.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { noTask } from "./find-task.ts";
import type { Run } from "./run.ts";
import { retry, type Task } from "./task.ts";
import { DEADLINE_SECONDS, SWEEP_SECONDS, type TrackDeps } from "./track-task.ts";

/**
 * Tries a failed or canceled task again with a new deadline. Steps that are done stay done; jobs of the attempt
 * before are dropped when they arrive.
 */
export function retryTask(
  deps: TrackDeps & { transact: Transact },
  input: { tid: string; userId: string; taskId: string },
): Promise<Task> {
  return deps.transact(async (unit) => {
    const tasks = deps.tasks.tasks(input.userId);
    const run = await deps.tasks.runs.get(input.taskId, unit.tx);
    const task = await tasks.get(input.taskId, unit.tx);
    if (!task || !run) throw noTask(input.taskId);
    const now = deps.clock();
    const deadlineAt = timestamp(plusSeconds(now, DEADLINE_SECONDS));
    const again = retry(task, deadlineAt);
    const dueAt = timestamp(plusSeconds(now, SWEEP_SECONDS));
    const opened: Run = { ...run, attempt: again.attempts, open: true, deadlineAt, dueAt };
    tasks.set(unit.tx, task.id, again);
    deps.tasks.runs.set(unit.tx, task.id, opened);
    unit.enqueue(resumeJob(input.tid, opened, "retry"));
    return again;
  });
}

/** Lets the task's area enqueue whatever step is missing. `cause` tells one resumption from the next. */
export const resumeJob = (tid: string, run: Run, cause: string) => ({
  queue: "generation",
  area: run.area,
  name: "resume",
  payload: { tid, userId: run.userId, taskId: run.taskId, attempt: run.attempt, cause },
  dedupeKey: `${run.taskId}/${run.attempt}/resume/${cause}`,
});

import type { Transact } from "../platform/firestore/transact.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { settleJob } from "./cancel-task.ts";
import { resumeJob } from "./retry-task.ts";
import type { Run } from "./run.ts";
import { finish, type Task, taskProblem } from "./task.ts";
import { closeRun, SWEEP_SECONDS, type TrackDeps, tellFinished } from "./track-task.ts";

const SWEPT_AT_ONCE = 100;

/**
 * Looks at open runs that nobody has ended: past its deadline a task fails, also one that waits for its owner, whose
 * deadline is the end of the waiting; before it, its area is asked to
 * enqueue any step whose worker and whose queued job are both gone.
 */
export async function sweepTasks(
  deps: TrackDeps & { transact: Transact },
  input: { tid: string },
): Promise<{ failed: number; resumed: number }> {
  const now = timestamp(deps.clock());
  const due = await deps.tasks.runs.find((runs) =>
    runs.where("dueAt", "<=", now).orderBy("dueAt").limit(SWEPT_AT_ONCE),
  );
  const results = await Promise.all(due.map((run) => sweepRun(deps, input.tid, run, now)));
  return {
    failed: results.filter((result) => result === "failed").length,
    resumed: results.filter((result) => result === "resumed").length,
  };
}

function sweepRun(
  deps: TrackDeps & { transact: Transact },
  tid: string,
  { taskId, userId }: Run,
  now: string,
): Promise<"failed" | "resumed" | "left"> {
  return deps.transact(async (unit) => {
    const run = await deps.tasks.runs.get(taskId, unit.tx);
    const task = await deps.tasks.tasks(userId).get(taskId, unit.tx);
    if (!run?.open || !task || run.dueAt === undefined || run.dueAt > now) return "left";
    if (run.deadlineAt > now) {
      const next = timestamp(plusSeconds(deps.clock(), SWEEP_SECONDS));
      deps.tasks.runs.set(unit.tx, taskId, { ...run, dueAt: [next, run.deadlineAt].sort()[0] ?? next });
      unit.enqueue(resumeJob(tid, run, now));
      return "resumed";
    }
    const problem = taskProblem("deadline-exceeded", reasonOf(task));
    const failed = finish(task, run.attempt, now, { problem, message: problem.detail });
    deps.tasks.tasks(userId).set(unit.tx, taskId, failed);
    closeRun(deps, unit, run);
    tellFinished(deps, unit, { tid, userId, taskId }, failed);
    unit.enqueue(settleJob(tid, run));
    return "failed";
  });
}

const reasonOf = ({ waitingFor }: Task): string =>
  waitingFor === undefined
    ? "The work did not finish in time. Try again: what is done is kept."
    : `Nobody came back to it: the time it waits for ${waitingFor} is over. Try again: what is done is kept.`;

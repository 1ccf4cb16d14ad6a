import type { CourseWriter } from "../learning/write-course.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { goOn, notWaiting, type Task } from "../tasks/task.ts";
import { DEADLINE_SECONDS, SWEEP_SECONDS, type TrackDeps } from "../tasks/track-task.ts";
import { Assignment } from "./contract.ts";
import { openPlan } from "./find-outline.ts";
import { progressOf } from "./follow-run.ts";
import { lessonStep, OUTLINE, type Plan, stepJob } from "./plan.ts";
import { refuseTooMany } from "./refuse-too-many.ts";
import { savePlan } from "./save-plan.ts";

export interface ConfirmDeps extends TrackDeps {
  readonly transact: Transact;
  readonly courses: CourseWriter;
  readonly activeTasksPerUser: number;
}

/**
 * Goes on with the outline as it is now: its lessons are enqueued in the commit that ends the waiting, so that it
 * happens once however often it is asked for, and with a new deadline.
 * @throws {Problem} `conflict` for a task that does not wait and was not confirmed before; `quota-exceeded` while too
 * many of the caller's tasks are worked on.
 */
export async function confirmOutline(
  deps: ConfirmDeps,
  input: { tid: string; userId: string; taskId: string },
): Promise<Task> {
  const { tid, userId, taskId } = input;
  if ((await openPlan(deps, input)).task.state === "waiting") await refuseTooMany(deps, userId);
  return deps.transact(async (unit) => {
    const { task, mark, plan } = await openPlan(deps, input, unit.tx);
    const run = await deps.tasks.runs.get(taskId, unit.tx);
    if (isConfirmed(task, plan)) return task;
    if (task.state !== "waiting" || !run?.open) throw notWaiting(task);
    const { courseId } = Assignment.parse(run.assignment);
    const version = plan.confirmation?.version ?? 1;
    const agreed: Plan = { ...plan, confirmation: { state: "given", version } };
    await savePlan(deps, unit.tx, { courseId, plan: agreed });
    const now = deps.clock();
    const deadlineAt = timestamp(plusSeconds(now, DEADLINE_SECONDS));
    const dueAt = timestamp(plusSeconds(now, SWEEP_SECONDS));
    const next = goOn(task, timestamp(now), { deadlineAt, progress: progressOf(agreed, [mark]) });
    deps.tasks.steps(userId, taskId).set(unit.tx, OUTLINE, { ...mark, result: agreed });
    deps.tasks.tasks(userId).set(unit.tx, taskId, next);
    deps.tasks.runs.set(unit.tx, taskId, { ...run, deadlineAt, dueAt });
    const ref = { tid, userId, taskId, attempt: run.attempt };
    for (const index of agreed.lessonIds.keys()) unit.enqueue(stepJob(ref, courseId, lessonStep(index)));
    return next;
  });
}

/** It was asked for before, and what follows from it is under way or done. */
const isConfirmed = ({ state }: Task, { confirmation }: Plan): boolean =>
  confirmation?.state === "given" && state !== "failed" && state !== "canceled";

import type { Transaction } from "../platform/firestore/database.ts";
import { Problem } from "../shared/problem.ts";
import { noTask } from "../tasks/find-task.ts";
import type { StepMark } from "../tasks/run.ts";
import type { Task } from "../tasks/task.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { type PlannedOutline, shownOutline } from "./outline.ts";
import { OUTLINE, type Plan, planOf } from "./plan.ts";

/** The outline of a course that is being written, once it is planned. @throws {Problem} `resource-not-found` */
export async function findOutline(
  deps: Pick<TrackDeps, "tasks">,
  input: { userId: string; taskId: string },
): Promise<PlannedOutline> {
  return shownOutline((await openPlan(deps, input)).plan);
}

/** Somebody's task with the plan it has come to. @throws {Problem} `resource-not-found` */
export async function openPlan(
  deps: Pick<TrackDeps, "tasks">,
  { userId, taskId }: { userId: string; taskId: string },
  tx?: Transaction,
): Promise<{ task: Task; mark: StepMark; plan: Plan }> {
  const [task, mark] = await Promise.all([
    deps.tasks.tasks(userId).get(taskId, tx),
    deps.tasks.steps(userId, taskId).get(OUTLINE, tx),
  ]);
  if (!task) throw noTask(taskId);
  const plan = mark && planOf([mark]);
  if (!mark || !plan) throw new Problem("resource-not-found", "The task has no outline, or none yet.");
  return { task, mark, plan };
}

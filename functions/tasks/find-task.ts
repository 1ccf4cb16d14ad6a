import { Problem } from "../shared/problem.ts";
import type { Task } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** One task of the caller's. @throws {Problem} `resource-not-found`, also for somebody else's. */
export async function findTask(
  deps: { tasks: TaskStore },
  input: { userId: string; taskId: string },
): Promise<Task> {
  const task = await deps.tasks.tasks(input.userId).get(input.taskId);
  if (!task) throw noTask(input.taskId);
  return task;
}

export const noTask = (taskId: string): Problem =>
  new Problem("resource-not-found", `You have no task ${taskId}.`);

import type { Database } from "../platform/firestore/database.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import { findTask } from "./find-task.ts";
import { isFinal } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** Removes a finished task and what its workers kept. @throws {Problem} `conflict` while it runs. */
export async function deleteTask(
  deps: { tasks: TaskStore; db: Pick<Database, "recursiveDelete"> },
  input: { userId: string; taskId: string; ifMatch?: string | undefined },
): Promise<void> {
  const task = await findTask(deps, input);
  checkIfMatch(input.ifMatch, task.version);
  if (!isFinal(task)) throw new Problem("conflict", `The task is ${task.state}. Cancel it first.`);
  // The run goes first: without it no job and no retry can bring the task back while the rest is removed.
  await deps.tasks.runs.ref(input.taskId).delete();
  await deps.db.recursiveDelete(deps.tasks.tasks(input.userId).ref(input.taskId));
}

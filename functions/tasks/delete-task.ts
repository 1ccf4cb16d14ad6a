import type { Database } from "../platform/firestore/database.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { Problem } from "../shared/problem.ts";
import { findTask } from "./find-task.ts";
import { filesOf, isFinal } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** Removes a finished task, what its workers kept, and the files it made. @throws {Problem} `conflict` while it runs. */
export async function deleteTask(
  deps: {
    tasks: TaskStore;
    db: Pick<Database, "recursiveDelete">;
    files: Pick<Bucket, "removeAll">;
  },
  input: { tid: string; userId: string; taskId: string; ifMatch?: string | undefined },
): Promise<void> {
  const task = await findTask(deps, input);
  checkIfMatch(input.ifMatch, task.version);
  if (!isFinal(task)) throw new Problem("conflict", `The task is ${task.state}. Cancel it first.`);
  // The run goes first: without it no job and no retry can bring the task back while the rest is removed.
  await deps.tasks.runs.ref(input.taskId).delete();
  // Before the task itself, without which nothing leads to them any more.
  if (task.type === "data-export") await deps.files.removeAll(filesOf(input, task.id));
  await deps.db.recursiveDelete(deps.tasks.tasks(input.userId).ref(input.taskId));
}

import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import type { TaskStore } from "./task-store.ts";

/** The long work somebody asked for. What its workers kept, e.g. a model's raw answers, holds answer keys. */
export const exportTasks = (deps: { tasks: TaskStore }, { userId }: { userId: string }): Parts => ({
  tasks: readAll(deps.tasks.tasks(userId), {}, (task) => task),
});

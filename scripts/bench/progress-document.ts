import { randomUUID } from "node:crypto";
import { advance, finish, type Task } from "../../functions/tasks/task.ts";
import { taskStore } from "../../functions/tasks/task-store.ts";
import type { BenchStack } from "./bench-stack.ts";

const ATTEMPT = 1;
const DEADLINE_MS = 900_000;

/** A learner's running task whose progress we write ourselves, to know when each change was committed. */
export interface ProgressDocument {
  readonly userId: string;
  readonly taskId: string;
  readonly path: string;
  /** Commits the next change, the last of `changes` being the task's end. @returns its version and time (ms, epoch). */
  commit(change: number, changes: number): Promise<{ version: number; at: number }>;
}

export async function progressDocument(bench: BenchStack, userId: string): Promise<ProgressDocument> {
  const store = taskStore(bench.db, bench.tenantId);
  const now = () => new Date().toISOString();
  let task: Task = {
    id: randomUUID(),
    type: "course-generation",
    state: "queued",
    progress: { percent: 0, step: "queued", message: "Waiting for a worker." },
    params: { topic: "Delivery" },
    attempts: ATTEMPT,
    version: 1,
    createdAt: now(),
    deadlineAt: new Date(Date.now() + DEADLINE_MS).toISOString(),
  };
  const reference = store.tasks(userId).ref(task.id);
  await reference.create(task);
  return {
    userId,
    taskId: task.id,
    path: reference.path,
    commit: async (change, changes) => {
      const percent = Math.floor((100 * change) / changes);
      const progress = { percent, step: "lessons", message: `${percent} % are done.` };
      task =
        change === changes
          ? finish(task, ATTEMPT, now(), { message: "Done." })
          : advance(task, ATTEMPT, now(), progress);
      const { writeTime } = await reference.set(task);
      return { version: task.version, at: writeTime.seconds * 1000 + writeTime.nanoseconds / 1e6 };
    },
  };
}

import { isFinal, type Task } from "./task.ts";
import type { TaskStore } from "./task-store.ts";
import type { TaskWatch } from "./watch-task.ts";

export interface WaitInput {
  readonly userId: string;
  readonly task: Task;
  /** Answer as soon as the task's version is above this. */
  readonly version: number;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** Looked at every few seconds: a revoked session waits no longer. @throws {Problem} when it is not. */
  readonly stillAllowed: () => Promise<unknown>;
}

const LOOK_AGAIN_MS = 5000;
const MOST_HELD_PER_USER = 5;
const MOST_HELD = 900;

/** Whether one more request may be held; otherwise it is answered at once and told when to ask again. */
export function mayHold(watch: TaskWatch, userId: string): boolean {
  const { user, all } = watch.held(userId);
  return user < MOST_HELD_PER_USER && all < MOST_HELD;
}

/** Holds until the task has a version above the given one, is over, or the time is up. @returns its newest state. */
export function waitForTask(deps: { tasks: TaskStore; watch: TaskWatch }, input: WaitInput): Promise<Task> {
  if (isFinal(input.task) || input.task.version > input.version) return Promise.resolve(input.task);
  return new Promise((resolve, reject) => {
    let newest = input.task;
    const target = { tasks: deps.tasks, userId: input.userId, taskId: input.task.id };
    const end = (finish: () => void) => {
      clearTimeout(timer);
      clearInterval(looking);
      input.signal.removeEventListener("abort", giveUp);
      stop();
      finish();
    };
    const giveUp = () => end(() => resolve(newest));
    const timer = setTimeout(giveUp, input.milliseconds);
    const looking = setInterval(() => {
      input.stillAllowed().catch((error: unknown) => end(() => reject(error)));
    }, LOOK_AGAIN_MS);
    input.signal.addEventListener("abort", giveUp);
    let stop: () => void = () => undefined;
    // The first state may arrive while `follow` runs: it must not end before `stop` is known.
    stop = deps.watch.follow(target, (task) => {
      if (task && task.version > newest.version) newest = task;
      if (!task || newest.version > input.version || isFinal(newest)) queueMicrotask(giveUp);
    });
  });
}

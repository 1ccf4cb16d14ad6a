import type { Identity } from "../identity.ts";
import { attempt } from "./attempt.ts";
import { type Deliver, httpSender } from "./delivery.ts";
import { type Lane, lane } from "./lane.ts";
import type { Queue } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";
import type { Task } from "./task.ts";

/** setTimeout's own limit, 24.8 days: less than a task may wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Sends tasks when they are due, as fast as their queue allows, again and again until one attempt succeeds. */
export interface Dispatcher {
  /** Sends the task at its time. */
  schedule(queue: Queue, task: Task): void;
  /** Sends the task now, whatever its queue's state and limits. */
  run(queue: Queue, task: Task): void;
  /** Looks again, after a queue was resumed or its limits were changed. */
  pump(queue: Queue): void;
  /** Breaks off what is under way, without counting it as a failure. */
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  store: QueueStore;
  identity: Identity;
  deliver: Deliver;
  log: (line: string) => void;
}

export function dispatcher(deps: DispatcherDeps): Dispatcher {
  const lanes = new Map<Queue, Lane>();
  const timers = new Map<Task, NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const sender = httpSender();
  const attemptDeps = { ...deps, send: sender.send, stopping: stopping.signal };

  const laneOf = (queue: Queue): Lane => {
    const known = lanes.get(queue) ?? lane(queue, (task) => start(queue, task));
    lanes.set(queue, known);
    return known;
  };
  const start = (queue: Queue, task: Task) => {
    laneOf(queue).count(1);
    const work = attempt(attemptDeps, { queue, task }).then((again) => {
      laneOf(queue).count(-1);
      if (stopping.signal.aborted) return;
      if (again) schedule(queue, task);
      laneOf(queue).pump();
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const schedule = (queue: Queue, task: Task) => {
    const wait = Math.min(Math.max(task.scheduledAt - Date.now(), 0), TIMER_MS_MAX);
    clearTimeout(timers.get(task));
    const due = () => {
      timers.delete(task);
      if (queue.tasks.get(task.name) !== task) return;
      if (task.scheduledAt > Date.now() + 1) return schedule(queue, task);
      laneOf(queue).add(task);
      laneOf(queue).pump();
    };
    timers.set(task, setTimeout(due, wait));
  };
  return {
    schedule,
    run: (queue, task) => {
      clearTimeout(timers.get(task));
      timers.delete(task);
      laneOf(queue).remove(task);
      start(queue, task);
    },
    pump: (queue) => laneOf(queue).pump(),
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const each of lanes.values()) each.stop();
      stopping.abort();
      await Promise.all(underWay);
      sender.stop();
    },
  };
}

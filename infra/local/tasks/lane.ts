import { burstSize, type Queue } from "./queue.ts";
import type { Task } from "./task.ts";

/** What a queue has ready to send, let go no faster than its rate and concurrency limits allow. */
export interface Lane {
  /** Lines a due task up. */
  add(task: Task): void;
  /** Takes a task out of the line. */
  remove(task: Task): void;
  /** Counts a dispatch that has begun, or, with -1, one that has ended. */
  count(change: 1 | -1): void;
  /** Starts what may start now, and comes back when the token bucket holds the next token. */
  pump(): void;
  stop(): void;
}

/** A lane of `queue`, whose limits and state are read afresh each time. `start` is told which task to send. */
export function lane(queue: Queue, start: (task: Task) => void): Lane {
  let ready: Task[] = [];
  let running = 0;
  let tokens = burstSize(queue);
  let refilledAt = Date.now();
  let timer: NodeJS.Timeout | undefined;

  const refill = () => {
    const earned = ((Date.now() - refilledAt) / 1000) * queue.rateLimits.maxDispatchesPerSecond;
    tokens = Math.min(burstSize(queue), tokens + earned);
    refilledAt = Date.now();
  };
  const hasRoom = () => queue.state === "RUNNING" && running < queue.rateLimits.maxConcurrentDispatches;
  const pump = () => {
    clearTimeout(timer);
    refill();
    while (hasRoom() && tokens >= 1) {
      const task = ready.shift();
      if (!task) return;
      if (queue.tasks.get(task.name) !== task) continue;
      tokens -= 1;
      start(task);
    }
    if (!hasRoom() || ready.length === 0) return;
    timer = setTimeout(pump, Math.ceil(((1 - tokens) * 1000) / queue.rateLimits.maxDispatchesPerSecond));
  };
  return {
    add: (task) => ready.push(task),
    remove: (task) => {
      ready = ready.filter((other) => other !== task);
    },
    count: (change) => {
      running += change;
    },
    pump,
    stop: () => clearTimeout(timer),
  };
}

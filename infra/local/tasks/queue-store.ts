import { z } from "zod";
import { RpcError } from "../grpc.ts";
import { snapshot } from "../snapshot.ts";
import { type Queue, SavedQueue } from "./queue.ts";
import type { Task } from "./task.ts";

const Saved = z.object({
  queues: z.array(SavedQueue),
  tombstones: z.array(z.tuple([z.string(), z.number()])),
});

/** Every queue, its tasks, and the names that may not be used again yet. */
export interface QueueStore {
  queues(): Queue[];
  find(name: string): Queue | undefined;
  /** @throws {RpcError} NOT_FOUND */
  queue(name: string): Queue;
  /** @throws {RpcError} NOT_FOUND */
  task(name: string): { queue: Queue; task: Task };
  addQueue(queue: Queue): void;
  /** Ends the queue and all its tasks. */
  removeQueue(queue: Queue): void;
  /** @throws {RpcError} ALREADY_EXISTS while a task of this name lives, or its tombstone does. */
  addTask(queue: Queue, task: Task): void;
  /** Ends a task; its name stays taken until the tombstone is gone. */
  removeTask(queue: Queue, task: Task): void;
  /** Says that something was changed in place, so that it is saved. */
  changed(): void;
  save(): void;
  /** Resolves when no task is left in any queue. */
  idle(): Promise<void>;
}

/** Opens the queues saved in `dataDir`, or none. */
export function queueStore(options: { dataDir: string | undefined; tombstoneMs: number }): QueueStore {
  const queues = new Map<string, Queue>();
  const tombstones = new Map<string, number>();
  const waiting: (() => void)[] = [];
  const file = snapshot({
    dataDir: options.dataDir,
    name: "tasks.json",
    schema: Saved,
    state: () => ({
      queues: [...queues.values()].map((queue) => ({ ...queue, tasks: [...queue.tasks.values()] })),
      tombstones: [...tombstones],
    }),
  });
  const saved = file.read();
  for (const queue of saved?.queues ?? []) queues.set(queue.name, revived(queue));
  for (const [name, until] of saved?.tombstones ?? []) tombstones.set(name, until);

  const isIdle = () => queues.values().every((queue) => queue.tasks.size === 0);
  const queueNamed = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new RpcError("NOT_FOUND", `Queue does not exist: ${name}`);
    return queue;
  };
  const removeTask = (queue: Queue, task: Task) => {
    queue.tasks.delete(task.name);
    // Set again, so that the map stays in the order in which tombstones end.
    tombstones.delete(task.name);
    tombstones.set(task.name, Date.now() + options.tombstoneMs);
    file.changed();
    if (isIdle()) for (const resolve of waiting.splice(0)) resolve();
  };
  return {
    queues: () => [...queues.values()],
    find: (name) => queues.get(name),
    queue: queueNamed,
    task: (name) => {
      const queue = queueNamed(name.split("/tasks/")[0] ?? "");
      const task = queue.tasks.get(name);
      if (!task) throw new RpcError("NOT_FOUND", `The task no longer exists or never did: ${name}`);
      return { queue, task };
    },
    addQueue: (queue) => {
      queues.set(queue.name, queue);
      file.changed();
    },
    removeQueue: (queue) => {
      for (const task of queue.tasks.values()) removeTask(queue, task);
      queues.delete(queue.name);
      file.changed();
    },
    addTask: (queue, task) => {
      refuseTaken(task.name, queue, tombstones);
      queue.tasks.set(task.name, task);
      file.changed();
    },
    removeTask,
    changed: file.changed,
    save: file.save,
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

const revived = (queue: SavedQueue): Queue => ({
  ...queue,
  tasks: new Map(queue.tasks.map((task) => [task.name, task])),
});

function refuseTaken(name: string, queue: Queue, tombstones: Map<string, number>): void {
  sweep(tombstones);
  if (queue.tasks.has(name)) throw new RpcError("ALREADY_EXISTS", "Requested entity already exists");
  if (tombstones.has(name)) {
    throw new RpcError("ALREADY_EXISTS", "A task with this name existed too recently.");
  }
}

function sweep(tombstones: Map<string, number>): void {
  for (const [name, until] of tombstones) {
    if (until > Date.now()) return;
    tombstones.delete(name);
  }
}

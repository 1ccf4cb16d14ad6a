import type { SSEStreamingApi } from "hono/streaming";
import { isFinal, type Task } from "./task.ts";
import type { TaskStore } from "./task-store.ts";
import type { TaskWatch } from "./watch-task.ts";

export interface StreamInput {
  readonly userId: string;
  readonly taskId: string;
  /** The version the client has seen (`Last-Event-ID`); 0 for none. */
  readonly seen: number;
  /** Whether it may be held open; otherwise the present state is all it sends. */
  readonly held: boolean;
  readonly stillAllowed: () => Promise<unknown>;
}

const HEARTBEAT_MS = 15_000;
const LOOK_AGAIN_MS = 5000;
/** Ends before the function's time-out does it less politely; the client connects again. */
const LONGEST_MS = 240_000;
const RECONNECT_MS = 1000;
/** A client that may not be held comes back after this long: the stream is then a slow way to poll. */
const BUSY_RECONNECT_MS = 5000;

/**
 * Writes the task as server-sent events (WHATWG HTML § 9.2): each holds the whole task, its id is the version,
 * versions rise. Heartbeats are comments, so that they carry no id. Ends after the final state.
 */
export async function streamTask(
  deps: { tasks: TaskStore; watch: TaskWatch },
  stream: SSEStreamingApi,
  input: StreamInput,
): Promise<void> {
  let seen = input.seen;
  let writing = Promise.resolve();
  const done = Promise.withResolvers<void>();
  const write = (task: Task) => {
    if (task.version <= seen) return;
    seen = task.version;
    const event = { event: "task", id: String(task.version), data: JSON.stringify(task) };
    writing = writing.then(() => stream.writeSSE(event));
  };
  const stop = deps.watch.follow(
    { tasks: deps.tasks, userId: input.userId, taskId: input.taskId },
    (task) => {
      if (task) write(task);
      if (!task || isFinal(task) || !input.held) done.resolve();
    },
  );
  const heartbeat = setInterval(() => {
    writing = writing.then(async () => void (await stream.write(": heartbeat\n\n")));
  }, HEARTBEAT_MS);
  const looking = setInterval(() => void input.stillAllowed().catch(() => done.resolve()), LOOK_AGAIN_MS);
  const longest = setTimeout(() => done.resolve(), LONGEST_MS);
  stream.onAbort(() => done.resolve());
  await stream.write(`retry: ${input.held ? RECONNECT_MS : BUSY_RECONNECT_MS}\n\n`);
  await done.promise;
  stop();
  clearInterval(heartbeat);
  clearInterval(looking);
  clearTimeout(longest);
  await writing;
}

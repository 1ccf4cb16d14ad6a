import { spawn } from "node:child_process";

/** A function of a module, told by the module's URL: both have to be found by a process that shares nothing. */
export interface Call {
  readonly module: string;
  readonly name: string;
  /** What can be cloned: plain data, maps, bytes. */
  readonly input: unknown;
}

export interface Bounds {
  /** Wall-clock time, with that of starting. */
  readonly milliseconds: number;
  /** Of the heap. */
  readonly heapMegabytes: number;
  /** In all: buffers are not in the heap. */
  readonly megabytes: number;
}

/** Work that was ended since it took more time or memory than it may. */
export class OutOfBounds extends Error {
  override readonly name = "OutOfBounds";
  readonly of: "time" | "memory";

  constructor(of: "time" | "memory", message: string) {
    super(message);
    this.of = of;
  }
}

/** Looks after its process from a thread, since the process may be busy and not listen; also when its parent is gone. */
const WATCH = `
const { workerData: { milliseconds, megabytes } } = require("node:worker_threads");
const until = performance.now() + milliseconds + 5000;
setInterval(() => {
  if (process.memoryUsage.rss() > megabytes * 1024 * 1024 || performance.now() > until) process.kill(process.pid, "SIGKILL");
}, 20);
`;

const START = `
import { Worker } from "node:worker_threads";
const { watch, bounds } = JSON.parse(process.argv[1]);
new Worker(watch, { eval: true, execArgv: [], workerData: bounds }).unref();
process.once("disconnect", () => process.exit());
process.once("message", async ({ module, name, input }) => {
  const answer = await import(module).then(async (found) => ({ result: await found[name](input) })).catch((error) => ({ failure: error.stack }));
  process.send(answer, () => process.exit());
});
`;

/** How a process ends that somebody else wants to end: not for what it does. */
const ASKED_TO_END: readonly unknown[] = ["SIGTERM", "SIGINT", "SIGHUP"];

/**
 * Calls a function in a process of its own, without environment, that neither writes files nor starts programs: other
 * requests are served meanwhile, and work that takes too much is ended with all it holds. A thread would not do: V8
 * ends the whole process when a thread's heap grows faster than its limit is looked at (decision 0024).
 * @throws {OutOfBounds}, or an error that tells what the function threw.
 */
export function callApart(call: Call, bounds: Bounds): Promise<unknown> {
  const { milliseconds, heapMegabytes } = bounds;
  const heap = `--max-old-space-size=${heapMegabytes}`;
  const leave = ["--permission", "--allow-fs-read=*", "--allow-worker"];
  const start = ["--input-type=module", "--eval", START, JSON.stringify({ watch: WATCH, bounds })];
  const child = spawn(process.execPath, [heap, ...leave, ...start], {
    env: {},
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  return new Promise((resolve, reject) => {
    const late = () => reject(new OutOfBounds("time", `the work took more than ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    child.once("message", (answer: { result: unknown } | { failure: string }) =>
      "failure" in answer ? reject(new Error(answer.failure)) : resolve(answer.result),
    );
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      // V8 gives up with SIGABRT; the watch, and the system, with SIGKILL.
      const isItsOwn = signal !== null && !ASKED_TO_END.includes(signal);
      const how = `the process ended without an answer (${signal ?? code})`;
      reject(isItsOwn ? new OutOfBounds("memory", how) : new Error(how));
    });
    child.send(call, (error) => error && reject(error));
  }).finally(() => void child.kill("SIGKILL"));
}

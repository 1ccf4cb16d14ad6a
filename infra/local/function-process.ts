import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { errorOf } from "./function-log.ts";
import type { Guard } from "./guard.ts";
import { freePort } from "./ports.ts";
import { StartRefused } from "./start-refused.ts";

const READY_WITHIN_MS = 60_000;
/** Cloud Run's grace between SIGTERM and SIGKILL. */
const DRAIN_MS = 10_000;
const BACKOFF_FIRST_MS = 200;
const BACKOFF_LONGEST_MS = 10_000;
/** A child that lived so long had started well: the next crash is a first one again. */
const HEALTHY_MS = 30_000;

export interface FunctionProcess {
  readonly name: string;
  /** Of the present child; undefined between a crash and the restart. */
  pid(): number | undefined;
  port(): number;
  /**
   * Resolves when the first child answers requests.
   * @throws {StartRefused} with the end of its log when it ends, or 60 s have passed, before that.
   */
  ready(): Promise<void>;
  /** Sends the signal; a child that ends by it is started again, as after any crash. */
  kill(signal: NodeJS.Signals): void;
  /** Drains the child, starts another and resolves when that one answers. */
  restart(): Promise<void>;
  /** What all its children have written. */
  logs(): Promise<string>;
  /** SIGTERM, and SIGKILL after 10 s. */
  stop(): Promise<void>;
}

interface FunctionOptions {
  readonly name: string;
  /** Folder whose package.json's `main` registers the function. */
  readonly source: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logDir: string;
  readonly guard: Guard;
  /** Shown to the person at the terminal. */
  readonly report: (line: string) => void;
  readonly verbose: boolean;
}

/** One function in the real functions-framework, one process as in production, started again when it crashes. */
export async function startFunction(options: FunctionOptions): Promise<FunctionProcess> {
  const { name, report } = options;
  const port = await freePort();
  const logFile = join(options.logDir, `${name}.log`);
  const log = createWriteStream(logFile, { flags: "a" });
  let stopping = false;
  let restarting = false;
  let hasAnswered = false;
  let crashes = 0;
  let child = launch();

  function launch(): ChildProcess {
    const started = spawnFramework(options, port);
    const since = Date.now();
    readLines(started, log, options);
    started.once("exit", (code, signal) => {
      // One that never answered is not started again: `ready` refuses, and says why.
      if (stopping || restarting || !hasAnswered) return;
      crashes = Date.now() - since > HEALTHY_MS ? 1 : crashes + 1;
      const pauseMs = Math.min(BACKOFF_FIRST_MS * 2 ** (crashes - 1), BACKOFF_LONGEST_MS);
      report(
        `${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${pauseMs} ms, log: ${logFile}`,
      );
      setTimeout(() => {
        if (!stopping && !restarting && child === started) child = launch();
      }, pauseMs);
    });
    return started;
  }

  return {
    name,
    port: () => port,
    pid: () => (isAlive(child) ? child.pid : undefined),
    ready: async () => {
      await answers(child, port, name, logFile);
      hasAnswered = true;
    },
    kill: (signal) => void child.kill(signal),
    restart: async () => {
      restarting = true;
      await end(child);
      restarting = false;
      child = launch();
      await answers(child, port, name, logFile);
    },
    logs: () => readFile(logFile, "utf8"),
    stop: async () => {
      stopping = true;
      await end(child);
      log.end();
    },
  };
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** In a process group of its own: Ctrl-C reaches the stack alone, which then drains its functions. */
function spawnFramework({ name, source, env, guard }: FunctionOptions, port: number): ChildProcess {
  const framework = join(
    createRequire(import.meta.url).resolve("@google-cloud/functions-framework"),
    "../main.js",
  );
  const args = [framework, `--target=${name}`, `--source=${source}`, `--port=${port}`];
  const child = spawn(process.execPath, args, {
    cwd: source,
    env: { ...env, FUNCTION_TARGET: name, K_SERVICE: name },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) {
    guard.add(pid);
    child.once("exit", () => guard.remove(pid));
  }
  return child;
}

function readLines(
  child: ChildProcess,
  log: NodeJS.WritableStream,
  { name, report, verbose }: FunctionOptions,
): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      const error = errorOf(line);
      if (verbose) report(`${name} | ${line}`);
      else if (error !== undefined) report(`${name} error: ${error}`);
    });
  }
}

async function answers(child: ChildProcess, port: number, name: string, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await respond(port)) return;
    if (!isAlive(child)) break;
    await wait(50);
  }
  const tail = (await readFile(logFile, "utf8").catch(() => "")).split("\n").slice(-25).join("\n");
  throw new StartRefused(`The function ${name} did not start. The end of ${logFile}:\n${tail}`);
}

/** Any answer will do: it shows that the function is loaded. */
const respond = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(20_000) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );

async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const overdue = setTimeout(() => child.kill("SIGKILL"), DRAIN_MS);
  await gone;
  clearTimeout(overdue);
}

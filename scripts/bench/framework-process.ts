import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Guard } from "../../infra/local/guard.ts";
import { freePort } from "../../infra/local/ports.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What V8 allows its heap in an instance of 512 MiB: half of it. By the memory of this machine it would collect late. */
const HEAP = "--max-old-space-size=256";
const FRAMEWORK = join(
  createRequire(import.meta.url).resolve("@google-cloud/functions-framework"),
  "../main.js",
);
const BARE = dirname(fileURLToPath(new URL("./bare-function/index.ts", import.meta.url)));
const READY_WITHIN_MS = 60_000;

/** One process of the real functions-framework, in nobody's way but the machine's. */
export interface FrameworkProcess {
  readonly url: string;
  /** From the process's start to its first answer. */
  readonly readyMs: number;
  /** Memory the process holds now, in MiB. */
  residentMiB(): Promise<number>;
  /** Processor time it has used, in seconds; whole ones on Linux. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export interface FrameworkOptions {
  readonly target: string;
  readonly env: Readonly<Record<string, string>>;
  readonly guard: Guard;
  /** The path of the first request; any answer to it will do. */
  readonly path?: string;
}

/** The product's own function of that name, or one of the bare ones. @throws {Error} when it does not answer within a minute. */
export async function startFramework(options: FrameworkOptions): Promise<FrameworkProcess> {
  const { target, guard, path = "/health/live" } = options;
  const source = /^(bare|bench)/.test(target) ? BARE : ROOT;
  const port = await freePort();
  const since = performance.now();
  const child = spawn(
    process.execPath,
    [HEAP, FRAMEWORK, `--target=${target}`, `--source=${source}`, `--port=${port}`],
    {
      cwd: source,
      env: { ...options.env, FUNCTION_TARGET: target, K_SERVICE: target },
      stdio: "ignore",
      detached: true,
    },
  );
  const { pid = 0 } = child;
  guard.add(pid);
  const exited = once(child, "exit").then(() => guard.remove(pid));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}${path}`))) {
    if (child.exitCode === null && performance.now() - since < READY_WITHIN_MS) continue;
    await stop();
    throw new Error(`The function ${target} did not start.`);
  }
  return {
    url,
    readyMs: performance.now() - since,
    residentMiB: () => residentMiB(pid),
    cpuSeconds: () => cpuSeconds(pid),
    stop,
  };
}

/** Looks every few milliseconds, since what is measured takes some hundreds. */
async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    await wait(5);
    return false;
  }
}

async function cpuSeconds(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "time=", "-p", String(pid)]);
  // [[dd-]hh:]mm:ss, with hundredths on a Mac.
  return stdout
    .trim()
    .split(/[-:]/)
    .map(Number)
    .reduce((sum, part, index, all) => {
      const units = [1, 60, 3600, 86_400];
      return sum + part * (units[all.length - 1 - index] ?? 0);
    }, 0);
}

/** Memory a process holds now, in MiB. */
export async function residentMiB(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Guard } from "../../infra/local/guard.ts";
import type { BenchStack } from "./bench-stack.ts";
import { atMost, type Figure, median, ratioAtMost } from "./figure.ts";
import { startFramework } from "./framework-process.ts";

const START = join(import.meta.dirname, "../start.ts");
const RUNS = 3;
const OURS = ["bare-firestore", "tasks", "learning", "auth", "generation-jobs"];

/** `npm start` in a directory that has seen one start already, until it says `ready`. */
export async function measureStackStart(options: { dataDir: string; guard: Guard }): Promise<Figure[]> {
  const first = await stackReadyMs(options);
  const warm = await stackReadyMs(options);
  return [
    { name: "whole stack until ready, first start", value: first / 1000, unit: "s", bar: atMost(30) },
    { name: "whole stack until ready, warm", value: warm / 1000, unit: "s", bar: atMost(30) },
  ];
}

async function stackReadyMs({ dataDir, guard }: { dataDir: string; guard: Guard }): Promise<number> {
  const since = performance.now();
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, PORT: "0", LYO_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const { pid = 0 } = child;
  guard.add(pid);
  const exited = once(child, "exit").then(() => guard.remove(pid));
  let readyMs: number | undefined;
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith("ready ")) {
      readyMs = performance.now() - since;
      child.kill("SIGTERM");
    }
  await exited;
  if (readyMs === undefined) throw new Error("The stack did not start.");
  return readyMs;
}

/** One process of a function until its first answer, in turn with a bare one: what is warm for one is for both. */
export async function measureFunctionStart(
  bench: BenchStack,
  options: { compileCache: string; guard: Guard },
): Promise<Figure[]> {
  const env = { ...bench.stack.env, NODE_COMPILE_CACHE: options.compileCache };
  const times = new Map<string, number[]>();
  for (let run = 0; run <= RUNS; run++)
    for (const target of ["bare", ...OURS]) {
      const started = await startFramework({ target, env, guard: options.guard });
      await started.stop();
      if (run > 0) times.set(target, [...(times.get(target) ?? []), started.readyMs]);
    }
  const typical = (target: string) => median(times.get(target) ?? []);
  return OURS.map((target) => ({
    name: `function ${target} until its first answer, against a bare one`,
    value: typical(target),
    unit: "ms",
    baseline: typical("bare"),
    ...(!target.startsWith("bare") && { bar: ratioAtMost(2) }),
  }));
}

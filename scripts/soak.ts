import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * `npm run soak -- [--minutes 5] [--seed 1] [--courses 50] [--verbose]`: every row of the tables of faults, of which
 * the tests take some, then courses under faults drawn from the seed, on a stack of its own. The faults are those
 * of the tests, and stay with them: this only starts them.
 */
const root = join(import.meta.dirname, "..");
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

async function run(args: readonly string[]): Promise<number> {
  const env = { ...process.env, LYO_LONG_TESTS: "1" };
  const child = spawn(process.execPath, args, { stdio: "inherit", env });
  const stop = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  // The first argument of `exit` is its code, unless a signal ended it.
  const [code] = (await once(child, "exit")) as [number | null];
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  return code ?? 1;
}

const tables = ["killed-workers", "failed-and-canceled", "users/erasure"];
process.exitCode =
  (await run([vitest, "run", "--config", join(root, "test/vitest.config.ts"), ...tables])) ||
  (await run([join(root, "test/support/fault-soak-main.ts"), ...process.argv.slice(2)]));

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/**
 * `npm run soak -- [--minutes 5] [--seed 1] [--courses 50] [--verbose]`: courses under faults drawn from the seed,
 * on a stack of its own. The faults are those of the tests, and stay with them: this only starts them.
 */
const main = join(import.meta.dirname, "../test/support/fault-soak-main.ts");
const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
// The first argument of `exit` is its code, unless a signal ended it.
const [code] = (await once(child, "exit")) as [number | null];
process.exitCode = code ?? 1;

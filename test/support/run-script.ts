import { execFile } from "node:child_process";
import { join } from "node:path";

const SCRIPTS = join(import.meta.dirname, "../../scripts");

/** Runs one of `scripts/` to its end, in an environment that holds what is given and nothing of this process's. */
export function runScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(SCRIPTS, name), ...args], { env }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(error);
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Ends registered processes should this one die without stopping them (SIGKILL, a crash, a closed terminal). */
export interface Guard {
  add(pid: number): void;
  remove(pid: number): void;
  /** Every process has been stopped: nothing is left to watch. */
  release(): void;
}

/**
 * A watcher in a process group of its own, joined to this process by a pipe: the pipe's end is this process's end,
 * however it came about. Java and functions-framework offer no such thing themselves.
 */
export function startGuard(): Guard {
  const watcher = spawn(process.execPath, [fileURLToPath(new URL("./guard-process.ts", import.meta.url))], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {},
  });
  watcher.unref();
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  const tell = (line: string) => void watcher.stdin.write(`${line}\n`);
  return {
    add: (pid) => tell(`add ${pid}`),
    remove: (pid) => tell(`remove ${pid}`),
    release: () => void watcher.kill("SIGKILL"),
  };
}

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartRefused } from "./start-refused.ts";

export interface DataDir {
  /** What the emulators keep. */
  readonly state: string;
  readonly logs: string;
  /** Compiled functions, so that a start does not compile them again. */
  readonly compileCache: string;
  unlock(): Promise<void>;
}

/**
 * Takes a data directory for one stack; `fresh` forgets what the emulators kept.
 * @throws {StartRefused} when another stack that is alive holds it.
 */
export async function openDataDir(path: string, options: { fresh: boolean }): Promise<DataDir> {
  const dir = {
    state: join(path, "state"),
    logs: join(path, "logs"),
    compileCache: join(path, "compile-cache"),
  };
  await mkdir(path, { recursive: true, mode: 0o700 });
  const lock = join(path, "stack.pid");
  const holder = Number(await readFile(lock, "utf8").catch(() => "0"));
  if (holder !== process.pid && isAlive(holder))
    throw new StartRefused(
      `Process ${holder} is using ${path}. Stop it, or choose another directory with LYO_DATA_DIR=<path>.\n` +
        `If it is no local stack, delete ${lock}.`,
    );
  await writeFile(lock, String(process.pid));
  if (options.fresh) await rm(dir.state, { recursive: true, force: true });
  await rm(dir.logs, { recursive: true, force: true });
  await Promise.all([mkdir(dir.state, { recursive: true }), mkdir(dir.logs, { recursive: true })]);
  return { ...dir, unlock: () => rm(lock, { force: true }) };
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

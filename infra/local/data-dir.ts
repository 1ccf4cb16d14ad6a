import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartRefused } from "./start-refused.ts";

export interface DataDir {
  /** What the emulators keep. */
  readonly state: string;
  readonly logs: string;
  /** Compiled functions, so that a start does not compile them again. */
  readonly compileCache: string;
  /** Tells other processes, such as an operator's commands, where everything is while the stack runs. */
  announce(env: Readonly<Record<string, string>>): Promise<void>;
  unlock(): Promise<void>;
}

/** What a running stack has announced. */
export const announcementIn = (path: string): string => join(path, "environment.json");

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
  const announcement = announcementIn(path);
  await rm(announcement, { force: true });
  return {
    ...dir,
    announce: (env) => writeFile(announcement, JSON.stringify(env), { mode: 0o600 }),
    unlock: async () => {
      await rm(announcement, { force: true });
      await rm(lock, { force: true });
    },
  };
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

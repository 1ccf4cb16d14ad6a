import { existsSync, readFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/** The directory a test writes its orders into: `<user>/model` says which, `<user>/kill-<point>` ends the process. */
const orders = process.env["LYO_FAULT_DIR"] ?? "";

const killFile = (userId: string, point: string): string => join(orders, userId, `kill-${point}`);

export const isOrdered = (userId: string, point: string): boolean => existsSync(killFile(userId, point));

/**
 * A client that dies inside a transaction leaves its locks to the database for a minute: shorter than a lease, but
 * longer than these tests have. Whatever else this process has begun ends in this time.
 */
const SETTLED_MS = 200;

/** Ends this process, as a crash would, if that was ordered for this point: once. */
export async function reached(userId: string, point: string): Promise<void> {
  if (!isOrdered(userId, point)) return;
  await wait(SETTLED_MS);
  try {
    unlinkSync(killFile(userId, point));
  } catch {
    // Another job of the same user came here first, and this process is about to end.
    return;
  }
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment; nothing more may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const OwnModel = z.object({ url: z.string(), timeoutMs: z.int().positive() });

/** The model server of this user's courses: each test has its own. */
export const modelOf = (userId: string): z.infer<typeof OwnModel> =>
  OwnModel.parse(JSON.parse(readFileSync(join(orders, userId, "model"), "utf8")));

import { exportAccount } from "../auth/export-account.ts";
import { exportUsage } from "../generation/export-usage.ts";
import { exportCourses } from "../learning/export-courses.ts";
import { exportProgress } from "../learning/export-progress.ts";
import { exportReviews } from "../learning/export-reviews.ts";
import { claimLease, type Lease, type LeaseDeps, LeaseLost } from "../platform/firestore/lease.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { jsonText, type Parts } from "../platform/storage/json-text.ts";
import type { Log } from "../platform/telemetry/log.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { isTerminal, Problem } from "../shared/problem.ts";
import { exportTasks } from "../tasks/export-tasks.ts";
import type { RunRef } from "../tasks/run.ts";
import { exportFile, taskProblem } from "../tasks/task.ts";
import {
  advanceTask,
  finishTask,
  guardRun,
  isAlive,
  RunClosed,
  type TrackDeps,
} from "../tasks/track-task.ts";
import type { ExportStore } from "./export-store.ts";
import { noUser } from "./find-user.ts";
import { DEFAULT_PREFERENCES, shownPreferences } from "./preferences.ts";
import type { PreferencesStore } from "./preferences-store.ts";
import { removeUnwanted } from "./settle-export.ts";
import { type StoredUser, shownUser } from "./user.ts";
import type { UserStore } from "./user-store.ts";

export interface ExportDeps extends TrackDeps, LeaseDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly users: UserStore;
  readonly exports: ExportStore;
  readonly preferences: PreferencesStore;
  readonly files: Bucket;
  readonly log: Log;
  /** How long a file stays in the bucket. */
  readonly keptDays: number;
}

/** Renewed while the file is being written. */
export const EXPORT_LEASE_MS = 60_000;
/** How often a worker looks whether its work is still wanted, and its own. */
const LOOK_AGAIN_MS = 5000;

export const exportLease = (ref: RunRef): string => `${ref.taskId}/export`;

/**
 * Writes everything somebody has here into a file, once: a file of the attempt that is there is whole, and only the
 * task is left to end. Two deliveries at once do not both write. A failure that a repeat may mend escapes, so that
 * the queue delivers again; any other, and the last, ends the task.
 */
export async function exportData(deps: ExportDeps, ref: RunRef, delivery: Delivery): Promise<Outcome> {
  if (!isAlive(await deps.tasks.runs.get(ref.taskId), ref)) return "dropped";
  const key = exportLease(ref);
  const claim = await claimLease(deps, { tid: ref.tid, key, lengthMs: EXPORT_LEASE_MS });
  if ("busyMs" in claim) return "busy";
  const { lease } = claim;
  try {
    await finishExport(deps, ref, await fileMade(deps, ref, { lease, signal: delivery.signal }));
  } catch (error) {
    if (error instanceof LeaseLost) return "busy";
    await lease.release();
    if (error instanceof RunClosed) {
      await removeUnwanted(deps, ref);
      return "dropped";
    }
    if (!isTerminal(error) && !delivery.isLast) throw error;
    deps.log.warn({ err: error, taskId: ref.taskId }, "export failed for good");
    await failExport(deps, ref, error);
  }
  return "done";
}

/** The size of the attempt's file, which is written unless it is there. */
async function fileMade(
  deps: ExportDeps,
  ref: RunRef,
  { lease, signal }: { lease: Lease; signal: AbortSignal },
): Promise<number> {
  const name = exportFile(ref, { id: ref.taskId, attempts: ref.attempt });
  const made = await deps.files.sizeOf(name);
  if (made !== undefined) return made;
  const [user, newest] = await Promise.all([deps.users.get(ref.userId), deps.exports.get(ref.userId)]);
  if (!user) throw noUser();
  // Tried again after another was asked for: there is one at a time.
  if (newest && newest.taskId !== ref.taskId)
    throw new Problem("conflict", "A newer copy of your data was asked for.");
  await advanceTask(deps, ref, { percent: 5, step: "export", message: "Gathering your data." });
  const text = jsonText(await partsOf(deps, user));
  return deps.files.create(name, whileWanted(deps, ref, { lease, text }), {
    contentType: "application/json",
    signal,
  });
}

/** What the file holds: every area tells its own. */
async function partsOf(deps: ExportDeps, user: StoredUser): Promise<Parts> {
  const { id: userId, status } = user;
  const preferences = await deps.preferences.get(userId);
  return {
    about: { format: "lyo-data-export", version: 1, madeAt: timestamp(deps.clock()) },
    user: { ...shownUser(user), status },
    preferences: preferences ? shownPreferences(preferences) : DEFAULT_PREFERENCES,
    ...exportAccount(deps, { user }),
    ...exportCourses(deps, { userId }),
    ...exportProgress(deps, { userId }),
    ...exportReviews(deps, { userId }),
    ...exportTasks(deps, { userId }),
    ...exportUsage(deps, { userId }),
  };
}

/** The text, for as long as the attempt is alive and the lease ours. @throws {RunClosed} @throws {LeaseLost} */
async function* whileWanted(
  deps: ExportDeps,
  ref: RunRef,
  { lease, text }: { lease: Lease; text: AsyncIterable<string> },
): AsyncGenerator<string> {
  let leased = await lease.extend();
  let looked = performance.now();
  for await (const piece of text) {
    if (leased.aborted) throw new LeaseLost("the export stood still for too long");
    if (performance.now() - looked > LOOK_AGAIN_MS) {
      await guardRun(deps, ref);
      leased = await lease.extend();
      looked = performance.now();
    }
    yield piece;
  }
}

async function finishExport(deps: ExportDeps, ref: RunRef, bytes: number): Promise<void> {
  const expiresAt = timestamp(plusSeconds(deps.clock(), deps.keptDays * 24 * 3600));
  const end = { result: { bytes, expiresAt }, message: "The copy of your data is ready." };
  if (!(await finishTask(deps, ref, end)))
    throw new RunClosed("the attempt was ended while its file was made");
}

async function failExport(deps: ExportDeps, ref: RunRef, error: unknown): Promise<void> {
  const { slug, message } =
    error instanceof Problem ? error : new Problem("server-error", "Something broke on our side.");
  await finishTask(deps, ref, { problem: taskProblem(slug, message), message });
}

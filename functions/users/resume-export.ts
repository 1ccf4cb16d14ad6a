import { type LeaseDeps, lastClaimMs } from "../platform/firestore/lease.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import type { Job } from "../shared/work.ts";
import type { RunRef } from "../tasks/run.ts";
import { isAlive, type TrackDeps } from "../tasks/track-task.ts";
import { EXPORT_LEASE_MS, exportLease } from "./export-data.ts";
import { exportJob } from "./request-export.ts";

/** The queue's longest back-off: an export claimed more recently still has a delivery coming. */
const QUEUE_PATIENCE_MS = 90_000;

/** Carries an export on: after a retry at once, after a crash when nobody is at it and no delivery is coming. */
export async function resumeExport(
  deps: Pick<TrackDeps, "tasks"> & Pick<LeaseDeps, "machinery"> & { enqueue: (job: Job) => Promise<void> },
  { cause, ...ref }: RunRef & { cause: string },
): Promise<Outcome> {
  if (!isAlive(await deps.tasks.runs.get(ref.taskId), ref)) return "dropped";
  const claimedMs = await lastClaimMs(deps, { tid: ref.tid, key: exportLease(ref) });
  const isWaitedFor = claimedMs !== undefined && claimedMs <= EXPORT_LEASE_MS + QUEUE_PATIENCE_MS;
  if (cause === "retry" || !isWaitedFor) await deps.enqueue(exportJob(ref, cause));
  return "done";
}

import type { Outcome } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { RunRef } from "../tasks/run.ts";
import { exportFile } from "../tasks/task.ts";
import { isAlive, type TrackDeps } from "../tasks/track-task.ts";

type SettleDeps = Pick<TrackDeps, "tasks"> & { readonly files: Bucket };

/** Clears up after an attempt that was canceled, or ran past its deadline. */
export async function settleExport(deps: SettleDeps, ref: RunRef): Promise<Outcome> {
  if (isAlive(await deps.tasks.runs.get(ref.taskId), ref)) return "dropped";
  await removeUnwanted(deps, ref);
  return "done";
}

/** Removes the file of an attempt that did not come to its end; its owner was never shown it. */
export async function removeUnwanted(deps: SettleDeps, ref: RunRef): Promise<void> {
  const task = await deps.tasks.tasks(ref.userId).get(ref.taskId);
  if (task?.state === "succeeded" && task.attempts === ref.attempt) return;
  await deps.files.removeAll(exportFile(ref, { id: ref.taskId, attempts: ref.attempt }));
}

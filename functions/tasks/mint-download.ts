import type { Bucket } from "../platform/storage/bucket.ts";
import { type Clock, plusSeconds } from "../shared/clock.ts";
import { exportFile, type Task } from "./task.ts";

const SECONDS = 15 * 60;

/** A task as its owner gets it: where it made a file that is still there, with a URL to fetch it by for 15 minutes. */
export async function mintDownload(
  deps: { files: Pick<Bucket, "readUrl">; clock: Clock },
  input: { tid: string; userId: string; task: Task },
): Promise<Task> {
  const { task } = input;
  if (task.state !== "succeeded" || !task.result || !("bytes" in task.result)) return task;
  const now = deps.clock();
  const until = new Date(Math.min(plusSeconds(now, SECONDS).getTime(), Date.parse(task.result.expiresAt)));
  if (until <= now) return task;
  const saveAs = `lyo-data-${task.createdAt.slice(0, 10)}.json`;
  const downloadUrl = await deps.files.readUrl(exportFile(input, task), { until, saveAs });
  return { ...task, result: { ...task.result, downloadUrl } };
}

import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { AnyAssignment } from "./contract.ts";
import { usageStore } from "./usage-store.ts";

/** What somebody asked courses to be like, in full, and what writing them took. */
export function exportUsage(
  deps: Pick<TrackDeps, "tasks"> & { db: Database; tid: string },
  { userId }: { userId: string },
): Parts {
  return {
    courseRequests: readAll(deps.tasks.runs, { area: "generation", userId }, ({ taskId, assignment }) => ({
      taskId,
      ...AnyAssignment.parse(assignment),
    })),
    usage: readAll(usageStore(deps.db, deps.tid).usage, { userId }, ({ userId: _, ...used }) => used),
  };
}

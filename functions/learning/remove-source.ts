import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import { type ClearDeps, clearSource } from "./clear-source.ts";
import type { StoredSource } from "./source.ts";
import type { ProcessJob } from "./source-contract.ts";

export interface RemoveDeps extends ClearDeps {
  readonly transact: Transact;
  readonly clock: Clock;
}

/** When no URL to upload by is good any more. */
const CLEARED_AGAIN_SECONDS = 20 * 60;

/**
 * Removes a source with its text and its file. The document goes first, so that whoever is reading the file writes
 * nothing any more; a job looks again later for what was uploaded, or left behind, in between.
 * @returns whether it was there, as `when` wants it.
 */
export async function removeSource(
  deps: RemoveDeps,
  { source, when }: { source: StoredSource; when: (present: StoredSource) => boolean },
): Promise<boolean> {
  const payload: ProcessJob = { tid: deps.tid, userId: source.ownerId, sourceId: source.id };
  const removed = await deps.transact(async ({ tx, enqueue }) => {
    const present = await deps.sources.sources.get(source.id, tx);
    if (!present || !when(present)) return false;
    deps.sources.sources.remove(tx, source.id);
    const notBefore = timestamp(plusSeconds(deps.clock(), CLEARED_AGAIN_SECONDS));
    const about = { queue: "sources", area: "learning", name: "clear" };
    enqueue({ ...about, payload, dedupeKey: `${source.id}-clear`, notBefore });
    return true;
  });
  if (removed) await clearSource(deps, payload);
  return removed;
}

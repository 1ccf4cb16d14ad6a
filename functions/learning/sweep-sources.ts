import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { failSource } from "./fail-source.ts";
import { type RemoveDeps, removeSource } from "./remove-source.ts";
import type { StoredSource } from "./source.ts";

const SWEPT_AT_ONCE = 100;

/**
 * Ends what nobody works on any more: uploads that were never confirmed are removed, and a source whose job was
 * lost is `failed`. @returns how many of each.
 */
export async function sweepSources(deps: RemoveDeps): Promise<{ abandoned: number; lost: number }> {
  const now = timestamp(deps.clock());
  const isStale = ({ staleAt }: StoredSource) => staleAt !== undefined && staleAt <= now;
  const stale = await deps.sources.sources.find((sources) =>
    sources.where("staleAt", "<=", now).orderBy("staleAt").limit(SWEPT_AT_ONCE),
  );
  const swept = { abandoned: 0, lost: 0 };
  for (const source of stale) {
    if (source.status === "processing") {
      await failSource(deps, { source, problem: lost() });
      swept.lost += 1;
    } else if (await removeSource(deps, { source, when: (it) => it.status === "uploading" && isStale(it) }))
      swept.abandoned += 1;
  }
  return swept;
}

const lost = (): Problem =>
  new Problem(
    "deadline-exceeded",
    "The file was not read in time, through no fault of its own. Bring it again.",
  );

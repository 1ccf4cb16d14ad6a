import type { Database } from "../platform/firestore/database.ts";
import { Problem } from "../shared/problem.ts";
import { findSource } from "./find-source.ts";
import type { SourceStore } from "./source-store.ts";

/** Removes a source of the caller's and its text. Courses written from it keep their quotes. */
export async function deleteSource(
  deps: { sources: SourceStore; db: Pick<Database, "recursiveDelete"> },
  input: { userId: string; sourceId: string },
): Promise<void> {
  const source = await findSource(deps, input);
  if (source.ownerId !== input.userId)
    throw new Problem("access-denied", "The source is shared with you; only its owner can remove it.");
  await deps.db.recursiveDelete(deps.sources.sources.ref(input.sourceId));
}

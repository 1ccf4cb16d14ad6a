import type { Database } from "../platform/firestore/database.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import { findSource } from "./find-source.ts";
import type { SourceStore } from "./source-store.ts";

/** A source has no version: it stays as it was brought, and its ETag says so. */
const NEVER_CHANGED = 0;

/** Removes a source of the caller's and its text. Courses written from it keep their quotes. */
export async function deleteSource(
  deps: { sources: SourceStore; db: Pick<Database, "recursiveDelete"> },
  input: { userId: string; sourceId: string; ifMatch?: string | undefined },
): Promise<void> {
  const source = await findSource(deps, input);
  checkIfMatch(input.ifMatch, NEVER_CHANGED);
  if (source.ownerId !== input.userId)
    throw new Problem("access-denied", "The source is shared with you; only its owner can remove it.");
  await deps.db.recursiveDelete(deps.sources.sources.ref(input.sourceId));
}

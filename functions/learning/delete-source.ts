import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import type { CourseStore } from "./course-store.ts";
import { findSource } from "./find-source.ts";
import { markCitations } from "./mark-citations.ts";
import { type RemoveDeps, removeSource } from "./remove-source.ts";

/** A source has no version: its text stays as it was brought, and its ETag says so. */
const NEVER_CHANGED = 0;

/**
 * Removes a source of the caller's with its text and its file. Courses written from it keep their quotes, which are
 * marked on request: first, so that a failure leaves nothing that cannot be asked for again.
 * @throws {Problem} `resource-not-found`, or `access-denied` for one that is shared with the caller.
 */
export async function deleteSource(
  deps: RemoveDeps & { courses: CourseStore },
  input: { userId: string; sourceId: string; mark: boolean; ifMatch?: string | undefined },
): Promise<void> {
  const source = await findSource(deps, input);
  checkIfMatch(input.ifMatch, NEVER_CHANGED);
  if (source.ownerId !== input.userId)
    throw new Problem("access-denied", "The source is shared with you; only its owner can remove it.");
  if (input.mark) await markCitations(deps, input);
  await removeSource(deps, { source, when: () => true });
}

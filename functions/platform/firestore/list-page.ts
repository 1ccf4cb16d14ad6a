import { type CollectionReference, FieldPath, type Query } from "@google-cloud/firestore";
import { z } from "zod";
import type { Page, PageQuery } from "../../shared/page.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Documents } from "./documents.ts";

/** Where a page of a newest-first list ended: immutable, so nothing repeats and nothing is skipped. */
export const Position = z.strictObject({ createdAt: z.string(), id: z.string() });
export type Position = z.infer<typeof Position>;

/** One page of a collection, newest first; equal times are ordered by id. */
export async function listPage<T extends Position>(
  documents: Documents<T>,
  cursors: Cursors<Position>,
  { limit, cursor }: PageQuery,
  filter: (collection: CollectionReference) => Query = (collection) => collection,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : cursors.open(cursor);
  const found = await documents.find((collection) => {
    const ordered = filter(collection).orderBy("createdAt", "desc").orderBy(FieldPath.documentId(), "desc");
    const from = after ? ordered.startAfter(after.createdAt, after.id) : ordered;
    // One more than asked for tells whether there is a next page.
    return from.limit(limit + 1);
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, nextCursor: more ? cursors.seal({ createdAt: last.createdAt, id: last.id }) : null };
}

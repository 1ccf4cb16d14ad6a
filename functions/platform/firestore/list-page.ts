import { type CollectionReference, FieldPath, type Query } from "@google-cloud/firestore";
import { z } from "zod";
import type { Page, PageQuery } from "../../shared/page.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Documents } from "./documents.ts";

/** Where a page of a newest-first list ended: immutable, so nothing repeats and nothing is skipped. */
export const Position = z.strictObject({ createdAt: z.string(), id: z.string() });
export type Position = z.infer<typeof Position>;

/** One page of a collection, newest first; equal times are ordered by id. */
export function listPage<T extends Position>(
  documents: Documents<T>,
  cursors: Cursors<Position>,
  query: PageQuery,
  filter: (collection: CollectionReference) => Query = (collection) => collection,
): Promise<Page<T>> {
  return listPageBy("createdAt", documents, { cursors, query, filter });
}

interface ListQuery {
  readonly cursors: Cursors<Position>;
  readonly query: PageQuery;
  readonly filter: (collection: CollectionReference) => Query;
}

/** `listPage` of documents that keep their time in another field; like any other it never changes. */
export async function listPageBy<F extends string, T extends { readonly id: string } & Record<F, string>>(
  field: F,
  documents: Documents<T>,
  { cursors, query: { limit, cursor }, filter }: ListQuery,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : cursors.open(cursor);
  const found = await documents.find((collection) => {
    const ordered = filter(collection).orderBy(field, "desc").orderBy(FieldPath.documentId(), "desc");
    const from = after ? ordered.startAfter(after.createdAt, after.id) : ordered;
    // One more than asked for tells whether there is a next page.
    return from.limit(limit + 1);
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, nextCursor: more ? cursors.seal({ createdAt: last[field], id: last.id }) : null };
}

/**
 * Of documents whose time rises with each change, those changed after a place, the oldest change first. The empty id
 * stands before all that changed at its time.
 */
export const listChanged = <T>(
  field: string,
  documents: Documents<T>,
  { after, limit }: { after: { readonly at: string; readonly id: string } | undefined; limit: number },
): Promise<T[]> =>
  documents.find((collection) => {
    const ordered = collection.orderBy(field).orderBy(FieldPath.documentId()).limit(limit);
    if (!after) return ordered;
    // No document has the empty id, and the database takes none for one.
    return after.id === "" ? ordered.startAt(after.at) : ordered.startAfter(after.at, after.id);
  });

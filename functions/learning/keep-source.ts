import type { Unit } from "../platform/firestore/transact.ts";
import type { Composed } from "./compose-source.ts";
import type { StoredSource } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

/** What a source is before its text is known. */
export type SourceBase = Pick<
  StoredSource,
  "id" | "ownerId" | "title" | "contentType" | "visibility" | "createdAt" | "fileBytes"
>;

/**
 * Writes a source that is ready, with its text, in the caller's transaction; it reads before it writes.
 * @returns the source, with the oldest one of the same owner that has the same text, if there is one.
 */
export async function keepSource(
  deps: { sources: SourceStore },
  { tx }: Pick<Unit, "tx">,
  { base, composed: { fields, parts } }: { base: SourceBase; composed: Composed },
): Promise<StoredSource> {
  // Not in the transaction: its locks would reach into what others bring at the same time, for a hint.
  const equal = await deps.sources.sources.find((sources) =>
    sources.where("ownerId", "==", base.ownerId).where("textHash", "==", fields.textHash).limit(MOST_EQUAL),
  );
  const [oldest] = equal
    .filter(({ id }) => id !== base.id)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const source: StoredSource = {
    ...base,
    ...fields,
    status: "ready",
    ...(oldest && { duplicateOf: oldest.id }),
  };
  deps.sources.sources.set(tx, source.id, source);
  for (const part of parts) deps.sources.parts(source.id).create(tx, String(part.order), part);
  return source;
}

/** Somebody who brings a text more often is told of one of these. */
const MOST_EQUAL = 20;

import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { StoredSource } from "./source.ts";

/**
 * A stretch of a source's text as stored: documents hold at most 1 MiB, so a long text is several, each cut
 * between passages. Their texts in order are the source's text.
 */
export const SourcePart = z.strictObject({
  order: z.int().nonnegative(),
  text: z.string(),
  passages: z.array(
    z.strictObject({ start: z.int().nonnegative(), end: z.int().positive(), heading: z.string().optional() }),
  ),
});
export type SourcePart = z.infer<typeof SourcePart>;

export interface SourceStore {
  readonly sources: Documents<StoredSource>;
  parts(sourceId: string): Documents<SourcePart>;
}

export function sourceStore(db: Firestore, tenantId: string): SourceStore {
  const sources = `tenants/${tenantId}/sources`;
  return {
    sources: documents(db, sources, StoredSource),
    parts: (sourceId) => documents(db, `${sources}/${sourceId}/passages`, SourcePart),
  };
}

/** Characters in one part: three bytes each at worst, well under a document's limit. */
const PART_CHARACTERS = 200_000;

/** Cuts a text into parts; `passages` are consecutive and their offsets count from the text's beginning. */
export function partsOf(
  text: string,
  passages: readonly { start: number; end: number; heading?: string | undefined }[],
): SourcePart[] {
  const parts: SourcePart[] = [];
  let from = 0;
  let group: SourcePart["passages"] = [];
  const close = (to: number) => {
    parts.push({ order: parts.length, text: text.slice(from, to), passages: group });
    from = to;
    group = [];
  };
  for (const { start, end, heading } of passages) {
    if (group.length > 0 && end - from > PART_CHARACTERS) close(start);
    group.push({ start, end, ...(heading !== undefined && { heading }) });
  }
  close(text.length);
  return parts;
}

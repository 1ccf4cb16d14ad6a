import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { PageSpan, pagesOf, StoredSource } from "./source.ts";

/**
 * A stretch of a source's text as stored: documents hold at most 1 MiB, so a long text is several, each cut
 * between passages. Their texts in order are the source's text.
 */
export const SourcePart = z.strictObject({
  order: z.int().nonnegative(),
  text: z.string(),
  passages: z.array(
    z.strictObject({
      start: z.int().nonnegative(),
      end: z.int().positive(),
      heading: z.string().optional(),
      ...PageSpan.shape,
    }),
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

/** Of one part, counted at worst: three bytes a character, well under a document's limit. */
const PART_BYTES = 750_000;
const PASSAGE_BYTES = 150;
const [CHARACTER_BYTES, OFFSET_BYTES] = [3, 8];
const PART_CHARACTERS = PART_BYTES / CHARACTER_BYTES;

const isLowSurrogate = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text.charAt(at));

/**
 * Cuts a text into parts; `passages` are consecutive and their offsets count from the text's beginning. What stands
 * between two of them may be longer than a part, and is cut anywhere.
 */
export function partsOf(
  text: string,
  passages: readonly { start: number; end: number; heading?: string | undefined }[],
  pageStarts?: readonly number[],
): SourcePart[] {
  const parts: SourcePart[] = [];
  let from = 0;
  let group: SourcePart["passages"] = [];
  let overhead = 0;
  const close = (to: number) => {
    while (to - from > PART_CHARACTERS) {
      const cut = from + PART_CHARACTERS;
      // Not within a character.
      const end = isLowSurrogate(text, cut) ? cut - 1 : cut;
      parts.push({ order: parts.length, text: text.slice(from, end), passages: [] });
      from = end;
    }
    parts.push({ order: parts.length, text: text.slice(from, to), passages: group });
    from = to;
    group = [];
    overhead = 0;
  };
  for (const { start, end, heading } of passages) {
    const pages = pagesOf(pageStarts, { start, end });
    const more =
      PASSAGE_BYTES +
      CHARACTER_BYTES * (heading?.length ?? 0) +
      OFFSET_BYTES * (pages.pageBreaks?.length ?? 0);
    if (group.length > 0 && CHARACTER_BYTES * (end - from) + overhead + more > PART_BYTES) close(start);
    overhead += more;
    group.push({ start, end, ...pages, ...(heading !== undefined && { heading }) });
  }
  close(text.length);
  return parts;
}

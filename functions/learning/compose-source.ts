import { createHash } from "node:crypto";
import type { Extract } from "./extract.ts";
import { type StoredSource, splitPassages } from "./source.ts";
import { partsOf, type SourcePart } from "./source-store.ts";
import { searchTerms } from "./term.ts";

/** What makes a source ready. */
export interface Composed {
  readonly fields: Pick<
    StoredSource,
    "characters" | "language" | "pages" | "passageCount" | "terms" | "textHash"
  >;
  readonly parts: readonly SourcePart[];
}

/** A text, split into passages and ready to write courses from; `undefined` when it has no words. */
export async function composeSource(
  title: string,
  { text, pageStarts }: Extract,
): Promise<Composed | undefined> {
  const passages = splitPassages(text);
  if (passages.length === 0) return undefined;
  // Loaded by the first source: its tables would slow every start of the function.
  const { detect } = await import("tinyld");
  return {
    fields: {
      characters: text.length,
      ...(pageStarts && { pages: pageStarts.length }),
      language: detect(text.slice(0, 5000)) || "und",
      terms: searchTerms(`${title} ${text}`),
      passageCount: passages.length,
      textHash: createHash("sha256").update(text).digest("hex"),
    },
    parts: partsOf(text, passages, pageStarts),
  };
}

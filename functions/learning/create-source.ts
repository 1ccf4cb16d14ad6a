import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { type StoredSource, splitPassages } from "./source.ts";
import { partsOf, type SourceStore } from "./source-store.ts";
import { searchTerms } from "./term.ts";

export interface NewSource {
  readonly ownerId: string;
  readonly title: string;
  readonly text: string;
  readonly visibility: "private" | "tenant";
}

/**
 * Keeps a text, split into passages and ready to write courses from.
 * @throws {Problem} `validation-error` for a text without words, or one that is not text.
 */
export async function createSource(
  deps: { sources: SourceStore; transact: Transact; clock: Clock; newId: NewId },
  input: NewSource,
): Promise<StoredSource> {
  const text = readable(input.text);
  const passages = splitPassages(text);
  if (passages.length === 0) throw refused("has no words to write a course from");
  // Loaded by the first source: its tables would slow every start of the function.
  const { detect } = await import("tinyld");
  const source: StoredSource = {
    id: deps.newId(),
    ownerId: input.ownerId,
    title: input.title,
    contentType: "text/plain",
    status: "ready",
    characters: text.length,
    visibility: input.visibility,
    language: detect(text.slice(0, 5000)) || "und",
    terms: searchTerms(`${input.title} ${text}`),
    passageCount: passages.length,
    createdAt: timestamp(deps.clock()),
  };
  const parts = partsOf(text, passages);
  return deps.transact(async ({ tx }) => {
    deps.sources.sources.create(tx, source.id, source);
    for (const part of parts) deps.sources.parts(source.id).create(tx, String(part.order), part);
    return source;
  });
}

/** The text with Unix line ends. Control characters and broken encodings are no text anybody wrote. */
function readable(text: string): string {
  const control = text.match(/[^\P{Cc}\t\n\r\f\u0080-\u009f]/gu)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  if (control > 0 || broken > text.length / 100)
    throw refused("is not text: it holds control characters or bytes");
  if (!text.isWellFormed()) throw refused("is not well-formed Unicode");
  return text.replace(/\r\n?/g, "\n").replace(/\f/g, "\n");
}

const refused = (detail: string): Problem =>
  new Problem("validation-error", "The text cannot be used.", { errors: [{ pointer: "#/text", detail }] });

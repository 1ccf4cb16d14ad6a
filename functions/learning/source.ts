import { z } from "zod";

export const SourceStatus = z.enum(["uploading", "processing", "ready", "failed"]);

/** Material a learner brings: what a course is written from. */
export const Source = z
  .strictObject({
    id: z.uuid(),
    title: z.string(),
    contentType: z.string(),
    status: SourceStatus,
    /** UTF-16 code units of its text. */
    characters: z.int().nonnegative(),
    pages: z.int().positive().optional(),
    problem: z.strictObject({ type: z.string(), title: z.string(), detail: z.string() }).optional(),
    /** `tenant`: anybody in the tenant may have courses written from it. */
    visibility: z.enum(["private", "tenant"]),
    /** BCP 47, as detected. */
    language: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Source" });
export type Source = z.infer<typeof Source>;

/** As stored: with its owner, and without what its status does not need. */
export const StoredSource = Source.extend({
  ownerId: z.uuid(),
  /** Words its topic is searched by. */
  terms: z.array(z.string()),
  passageCount: z.int().nonnegative(),
});
export type StoredSource = z.infer<typeof StoredSource>;

/** A stretch of a source's text between two offsets (UTF-16): what lessons are written from and cite. */
export const SourcePassage = z.strictObject({
  id: z.string(),
  order: z.int().nonnegative(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  heading: z.string().optional(),
  text: z.string(),
});
export type SourcePassage = z.infer<typeof SourcePassage>;

const TARGET_WORDS = 110;

/**
 * Splits a text into consecutive passages of about a hundred words, at paragraph and sentence ends. Markdown
 * headings and blank lines belong to no passage but name the ones after them.
 */
export function splitPassages(text: string): Omit<SourcePassage, "id">[] {
  const passages: Omit<SourcePassage, "id">[] = [];
  let heading: string | undefined;
  for (const paragraph of text.matchAll(/[^\n]+(?:\n(?!\s*\n|#{1,6} )[^\n]+)*/g)) {
    const title = /^#{1,6} +(.+?)\s*#*$/.exec(paragraph[0])?.[1];
    if (title) heading = title.slice(0, 200);
    else
      for (const [start, end] of splitParagraph(paragraph[0], paragraph.index))
        passages.push({
          order: passages.length,
          start,
          end,
          ...(heading !== undefined && { heading }),
          text: text.slice(start, end),
        });
  }
  return joinShort(passages, text);
}

/** Stretches of one paragraph, ended after sentences; a sentence without end is cut at a space. */
function* splitParagraph(paragraph: string, offset: number): Generator<[number, number]> {
  const lead = paragraph.length - paragraph.trimStart().length;
  let start = lead;
  let words = 0;
  let at = lead;
  for (const piece of paragraph.slice(lead).matchAll(/\S+\s*/g)) {
    words += 1;
    at = lead + piece.index + piece[0].length;
    const ended = /[.!?…]["'”’)\]]*\s*$/.test(piece[0]);
    if ((ended && words >= TARGET_WORDS * 0.8) || words >= TARGET_WORDS * 2) {
      yield trimmed(paragraph, start, at, offset);
      start = at;
      words = 0;
    }
  }
  if (words > 0) yield trimmed(paragraph, start, at, offset);
}

function trimmed(paragraph: string, start: number, end: number, offset: number): [number, number] {
  return [offset + start, offset + start + paragraph.slice(start, end).trimEnd().length];
}

/** Joins neighbours under one heading while they are short, so that lists and dialogues make whole passages. */
function joinShort(
  passages: readonly Omit<SourcePassage, "id">[],
  text: string,
): Omit<SourcePassage, "id">[] {
  const words = (passage: { text: string }) => passage.text.split(/\s+/).length;
  const joined: Omit<SourcePassage, "id">[] = [];
  for (const passage of passages) {
    const last = joined.at(-1);
    const fits = last && last.heading === passage.heading && words(last) + words(passage) <= TARGET_WORDS;
    if (last && fits)
      joined[joined.length - 1] = { ...last, end: passage.end, text: text.slice(last.start, passage.end) };
    else joined.push({ ...passage, order: joined.length });
  }
  return joined;
}

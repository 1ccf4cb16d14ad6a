import { z } from "zod";
import { pageAt } from "./extract.ts";

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
    /** Why it is `failed`. */
    problem: z.strictObject({ type: z.string(), title: z.string(), detail: z.string() }).optional(),
    /** `tenant`: anybody in the tenant may have courses written from it. */
    visibility: z.enum(["private", "tenant"]),
    /** BCP 47, as detected. */
    language: z.string(),
    /** An older source of the same owner with the very same text, as it was when this one became ready. */
    duplicateOf: z.uuid().optional(),
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
  /** SHA-256 of its text: what equal sources are found by. */
  textHash: z.string().optional(),
  /** Of the file it is read from, in bytes, as announced. */
  fileBytes: z.int().positive().optional(),
  /** When nobody works on it any more, should it still be uploading or processing then. */
  staleAt: z.iso.datetime().optional(),
});
export type StoredSource = z.infer<typeof StoredSource>;

/** A source as its readers see it. */
export function shownSource(stored: StoredSource): Source {
  const { ownerId: _, terms: __, passageCount: ___, textHash, fileBytes, staleAt, ...source } = stored;
  return source;
}

export const mayRead = (source: StoredSource, userId: string): boolean =>
  source.ownerId === userId || (source.visibility === "tenant" && source.status === "ready");

/** Where a stretch of text stands on paper; of what has no pages it has neither. */
export const PageSpan = z.object({
  /** On which page it begins; 1 for the first. */
  page: z.int().positive().optional(),
  /** Where in the source's text each further page begins (UTF-16 offsets). */
  pageBreaks: z.array(z.int().positive()).optional(),
});
export type PageSpan = z.infer<typeof PageSpan>;

/** The pages of what stands between two offsets. */
export function pagesOf(
  pageStarts: readonly number[] | undefined,
  { start, end }: { start: number; end: number },
): PageSpan {
  if (!pageStarts) return {};
  const page = pageAt(pageStarts, start);
  const pageBreaks = pageStarts.slice(page).filter((offset) => offset < end);
  return { page, ...(pageBreaks.length > 0 && { pageBreaks }) };
}

/** On which page an offset of the source's text stands, which is to be within the stretch. */
export const pageIn = ({ page, pageBreaks = [] }: PageSpan, offset: number): number | undefined =>
  page === undefined ? undefined : page + pageBreaks.filter((next) => next <= offset).length;

/** A stretch of a source's text between two offsets (UTF-16): what lessons are written from and cite. */
export const SourcePassage = z.strictObject({
  id: z.string(),
  order: z.int().nonnegative(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  heading: z.string().optional(),
  ...PageSpan.shape,
  text: z.string(),
});
export type SourcePassage = z.infer<typeof SourcePassage>;

const TARGET_WORDS = 110;

/** A word with the space after it. Chinese, Japanese and Thai set none: theirs are cut at sentences, or at length. */
const PIECE = /[^\s。！？]{1,60}[。！？]{0,20}\s{0,20}|[。！？]{1,20}\s{0,20}/gu;
const LETTERS_PER_WORD = 12;
/** Letters of a passage, whatever they are: it has to fit a document, and a prompt. */
const LONGEST = 5000;

/** How many words a piece is worth: what has no spaces is as long as several. */
const weightOf = (piece: string): number =>
  Math.max(1, Math.round(piece.trimEnd().length / LETTERS_PER_WORD));

/**
 * Splits a text into consecutive passages of about a hundred words, at paragraph and sentence ends. Markdown
 * headings and blank lines belong to no passage but name the ones after them.
 */
export function splitPassages(text: string): Omit<SourcePassage, "id">[] {
  const passages: Omit<SourcePassage, "id">[] = [];
  let heading: string | undefined;
  for (const paragraph of paragraphsOf(text)) {
    const title = titleOf(paragraph.text);
    if (title) heading = title.slice(0, 200);
    else
      for (const [start, end] of splitParagraph(paragraph.text, paragraph.index))
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

const HEADING = /^#{1,6} +/;

/**
 * Headings, and lines that follow each other without a blank one. Line by line, since an expression for all of it takes
 * time with the square of what strangers write.
 */
function* paragraphsOf(text: string): Generator<{ text: string; index: number }> {
  let [start, end] = [-1, -1];
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    const isBlank = line.trim() === "";
    const isHeading = HEADING.test(line);
    if (start >= 0 && (isBlank || isHeading || index > end + 1)) {
      yield { text: text.slice(start, end), index: start };
      start = -1;
    }
    if (isHeading) yield { text: line, index };
    else if (!isBlank) {
      if (start < 0) start = index;
      end = index + line.length;
    }
  }
  if (start >= 0) yield { text: text.slice(start, end), index: start };
}

/** What a heading says, without the marks that may close it. */
function titleOf(paragraph: string): string | undefined {
  const opening = HEADING.exec(paragraph)?.[0];
  if (opening === undefined) return undefined;
  const title = paragraph.slice(opening.length).trimEnd();
  let end = title.length;
  while (title[end - 1] === "#") end -= 1;
  return end === 0 || title[end - 1] === " " ? title.slice(0, end).trimEnd() : title;
}

/** Stretches of one paragraph, ended after sentences; a sentence without end is cut at a space. */
function* splitParagraph(paragraph: string, offset: number): Generator<[number, number]> {
  const lead = paragraph.length - paragraph.trimStart().length;
  let start = lead;
  let words = 0;
  let at = lead;
  for (const piece of paragraph.slice(lead).matchAll(PIECE)) {
    const end = lead + piece.index + piece[0].length;
    if (words > 0 && end - start > LONGEST) {
      yield trimmed(paragraph, start, at, offset);
      start = lead + piece.index;
      words = 0;
    }
    words += weightOf(piece[0]);
    at = end;
    const ended = /[.!?…。！？]["'”’)\]]*\s*$/.test(piece[0]);
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
  const words = (passage: { text: string }) =>
    (passage.text.match(PIECE) ?? []).reduce((sum, piece) => sum + weightOf(piece), 0);
  const joined: Omit<SourcePassage, "id">[] = [];
  for (const passage of passages) {
    const last = joined.at(-1);
    const fits =
      last &&
      last.heading === passage.heading &&
      passage.end - last.start <= LONGEST &&
      words(last) + words(passage) <= TARGET_WORDS;
    if (last && fits)
      joined[joined.length - 1] = { ...last, end: passage.end, text: text.slice(last.start, passage.end) };
    else joined.push({ ...passage, order: joined.length });
  }
  return joined;
}

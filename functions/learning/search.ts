import { z } from "zod";
import { facetsOf } from "./facet.ts";
import { PLAIN_LETTERS } from "./wording.ts";

/** What a course is found by: `courseTerms/{id}`, one for its author and, once it is listed, one for everybody. */
export const IndexEntry = z.strictObject({
  id: z.string(),
  courseId: z.uuid(),
  ownerId: z.uuid(),
  /** Who may find it: `public`, or its owner by their id. */
  audience: z.string(),
  title: z.string(),
  topic: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  facets: z.array(z.string()),
  /** Newer ones come first among equals. */
  createdAt: z.iso.datetime(),
  /** What queries look up. */
  terms: z.array(z.string()),
});
export type IndexEntry = z.infer<typeof IndexEntry>;

export const PUBLIC = "public";

interface Described {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly topic: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly difficulty: string;
  readonly language: string;
  readonly status: string;
  readonly createdAt: string;
}

export const entryId = (courseId: string, audience: string): string =>
  `${courseId}.${audience === PUBLIC ? PUBLIC : "draft"}`;

export function entryOf(course: Described, audience: string): IndexEntry {
  const { title, topic, tags, summary, createdAt } = course;
  return {
    ...{ id: entryId(course.id, audience), courseId: course.id, ownerId: course.ownerId, audience },
    ...{ title, topic, tags: [...tags], summary, createdAt, facets: facetsOf(course) },
    terms: termsOf([title, topic, ...tags, summary].join(" ")),
  };
}

/** The index's own limit for a document is 40,000 entries; what a course may say makes a tenth of it at most. */
const MOST_TERMS = 8000;
const LONGEST_WORD = 28;
/** Shorter words differ by a letter as often as not. */
const SLIP_FROM = 5;
/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;

/**
 * A text's words as they are compared: without case, accents and punctuation. Of a script without spaces each pair of
 * characters is a word.
 */
export function wordsOf(text: string): string[] {
  const folded = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    // ß has none but SS.
    .toUpperCase()
    .toLowerCase()
    .replace(/[^\0-\x7f]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(UNSPACED, (run) => ` ${pairsOf(run).join(" ")} `);
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    joined(lettersOf(word).slice(0, LONGEST_WORD)),
  );
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.length === 1
    ? characters
    : characters.slice(1).map((last, n) => `${characters[n]}${last}`);
}

/** A word by its letters, of which some are two characters: looked at one by one, their halves are none. */
const lettersOf = (word: string): Letters => (/[\ud800-\udfff]/.test(word) ? Array.from(word) : word);
type Letters = string | readonly string[];
const joined = (letters: Letters): string => (typeof letters === "string" ? letters : letters.join(""));

/** A word's beginnings, itself among them. */
const beginnings = (word: string): string[] => {
  const letters = lettersOf(word);
  return Array.from(letters, (_, n) => joined(letters.slice(0, n + 1)));
};

/** A word with each of its letters left out: two words that are one edit apart have one of these in common. */
const shortened = (letters: Letters): string[] =>
  Array.from(letters, (_, n) => `~${joined(letters.slice(0, n))}${joined(letters.slice(n + 1))}`);

function slips(word: string): string[] {
  const letters = lettersOf(word);
  return letters.length < SLIP_FROM ? [] : [`~${word}`, ...shortened(letters)];
}

/** What is looked up for a text: every beginning of each word, and each longer word with a letter left out. */
export function termsOf(text: string): string[] {
  const terms = new Set<string>();
  for (const word of new Set(wordsOf(text))) {
    const own = [...beginnings(word), ...slips(word)];
    if (terms.size + own.length > MOST_TERMS) break;
    for (const term of own) terms.add(term);
  }
  return [...terms];
}

/** Firestore takes so many values in one `array-contains-any`. */
const MOST_VALUES = 30;
const MOST_QUERIES = 3;
const MOST_QUERY_WORDS = 8;

/** The words of a question to the index, the longest first: they find the fewest. */
export const askedWords = (q: string): string[] =>
  [...new Set(wordsOf(q))].toSorted((a, b) => b.length - a.length).slice(0, MOST_QUERY_WORDS);

/** The terms to look up, one set a query. A course that has all the words is found by any of them. */
export const lookups = (words: readonly string[]): string[][] =>
  words.slice(0, MOST_QUERIES).map((word) => [...new Set([word, ...slips(word)])].slice(0, MOST_VALUES));

/** How well a word of a text answers one that was asked for: 3 the same, 2 its beginning, 1 one edit apart, 0 not. */
export function matchOf(asked: string, word: string): number {
  if (asked === word) return 3;
  if (word.startsWith(asked)) return 2;
  const [a, b] = [lettersOf(asked), lettersOf(word)];
  return a.length >= SLIP_FROM && b.length >= SLIP_FROM && isOneEdit(a, b) ? 1 : 0;
}

/** Whether one letter inserted, left out, replaced or swapped with its neighbour makes one word of the other. */
export function isOneEdit(a: Letters, b: Letters): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  /** Whether both are the same after so many letters more. */
  const meet = (n: number, m: number): boolean => {
    if (a.length - n !== b.length - m) return false;
    for (let at = from; at + n < a.length; at++) if (a[at + n] !== b[at + m]) return false;
    return true;
  };
  if (a.length > b.length) return meet(1, 0);
  if (a.length < b.length) return meet(0, 1);
  if (meet(1, 1)) return true;
  return a[from] === b[from + 1] && a[from + 1] === b[from] && meet(2, 2);
}

const WEIGHTS = { title: 8, tags: 4, topic: 2, summary: 1 } as const;

type Texts = Pick<IndexEntry, "title" | "tags" | "topic" | "summary">;

/** How well a course answers: 0 when a word that was asked for is in none of its texts. */
export function scoreOf(words: readonly string[], { title, tags, topic, summary }: Texts): number {
  const texts = { title, tags: tags.join(" "), topic, summary };
  const fields = Object.entries(texts).map(([name, text]) => ({
    // The names are those of the weights.
    weight: WEIGHTS[name as keyof typeof WEIGHTS],
    words: wordsOf(text),
  }));
  const scores = words.map((asked) =>
    Math.max(
      0,
      ...fields.map(
        ({ weight, words: own }) => weight * Math.max(0, ...own.map((word) => matchOf(asked, word))),
      ),
    ),
  );
  return scores.length === 0 || scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
}

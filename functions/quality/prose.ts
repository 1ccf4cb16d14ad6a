import type { LessonText, Section } from "./coursework.ts";
import { plainOf, wordsOf } from "./words.ts";

/** A section as it is read: its paragraphs, sentences and words, headings and code left out. */
export interface Prose {
  readonly paragraphs: readonly string[];
  readonly sentences: readonly string[];
  /** Folded. */
  readonly words: readonly string[];
}

const known = new WeakMap<Section, Prose>();

/** Reads a section once, however many rules ask. */
export function proseOf(section: Section): Prose {
  const before = known.get(section);
  if (before) return before;
  const prose =
    section.kind === "code" ? { paragraphs: [], sentences: [], words: [] } : read(section.markdown);
  known.set(section, prose);
  return prose;
}

/** Headings, tables, formulas set apart and pictures are no sentences. */
const APART = /^\s{0,3}(?:#{1,6}\s.*|\|.*\|\s*|\$\$.*|!\[[^\]\n]*\]\([^)\n]*\)\s*|[-=*_]{3,}\s*)$/gm;

function read(markdown: string): Prose {
  const blocks = plainOf(markdown.replace(APART, "")).split(/\n\s*\n|\n(?=\s*(?:[-+*]|\d{1,9}[.)])\s)/);
  const paragraphs = blocks.map((block) => block.replace(/\s+/g, " ").trim()).filter((block) => block !== "");
  return {
    paragraphs,
    sentences: paragraphs.flatMap(sentencesOf),
    words: paragraphs.flatMap(wordsOf),
  };
}

/** Letters before a stop that ends no sentence, and numbers in German: "z. B.", "Dr.", "am 3. Mai". */
const NO_END =
  /(?:^|[\s(])(?:\p{L}|e\.g|i\.e|etc|vs|ca|cf|no|vol|fig|dr|mr|mrs|ms|st|prof|bzw|usw|sr|sra|\d{1,2})\.$/iu;

/** The sentences of a paragraph, cut at stops that are followed by a space and no small letter, or at full-width ones. */
export function sentencesOf(paragraph: string): string[] {
  const sentences: string[] = [];
  for (const piece of paragraph.split(
    /(?<=[.!?…؟]["”»’)]?)\s+(?!\p{Ll})|(?<=[。！？][」』）]?)(?![」』）])/u,
  )) {
    const last = sentences.at(-1);
    if (last !== undefined && NO_END.test(last)) sentences[sentences.length - 1] = `${last} ${piece}`;
    else if (piece.trim() !== "") sentences.push(piece.trim());
  }
  return sentences;
}

/** Every word that is read in a lesson's sections. */
export const wordCountOf = ({ sections }: LessonText): number =>
  sections.reduce((sum, section) => sum + proseOf(section).words.length, 0);

/** Words of one family: "plants" and "plant", "photosynthesis" and "photosynthetic" give one root. Rough on purpose. */
export function rootOf(word: string): string {
  const bare = /[^\p{ASCII}]/u.test(word) ? word.normalize("NFD").replace(/\p{M}/gu, "") : word;
  const cut = bare.replace(/['’]s$/, "").replace(/(?:ings?|ed|es|en|er|s|n|e)$/, "");
  return (cut.length >= 3 ? cut : bare).slice(0, 7);
}

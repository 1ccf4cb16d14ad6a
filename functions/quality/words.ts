/** How texts are compared: compatibility form (NFKC), no case, nothing invisible, one space between words. */
export const fold = (text: string): string =>
  text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase().replace(/\s+/g, " ").trim();

/** Marks of direction, soft hyphens, joiners: no reader sees them. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Scripts that set no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Its dictionaries go by script, whatever the locale. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** The words of a text, folded: letters and digits, with hyphens and apostrophes inside. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  const words =
    folded.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu) ?? [];
  if (!UNSPACED.test(folded)) return words;
  return words.flatMap((word) =>
    UNSPACED.test(word) ? Array.from(segmenter.segment(word), ({ segment }) => segment) : [word],
  );
}

/** How many words a text has, as one counts them on a page: "3.5 km/h" are two. */
export const countWords = (text: string): number =>
  UNSPACED.test(text) ? wordsOf(text).length : text.trim().split(/\s+/).length;

/** The words that carry content. */
export const contentWords = (text: string, stopWords: ReadonlySet<string>): string[] =>
  wordsOf(text).filter((word) => !stopWords.has(word));

/** A part of a text short enough to stand in a sentence about it. */
export const quoted = (text: string, max = 80): string =>
  `“${text.length <= max ? text : `${text.slice(0, max).trimEnd()}…`}”`;

/** Markdown as it reads: without its marks, code blocks left out. What is looked for is bounded, so that marks without end cost no squares. */
export const plainOf = (markdown: string): string =>
  markdown
    // One that is never closed goes to the end (CommonMark § 4.5).
    .replace(/^(```|~~~)[\s\S]*?(?:^\1[^\S\n]*$|$(?![\s\S]))/gm, "")
    .replace(/^\s{0,3}(?:#{1,6}|>|[-+*]|\d{1,9}[.)])\s+/gm, "")
    .replace(/\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, "$1")
    .replace(/(\*\*|__|[*_`~])(?=\S)(.{0,500}?\S)\1/g, "$2")
    .replace(/\\([\\`*_{}[\]()#+\-.!~>|])/g, "$1");

/** How texts are compared: compatibility form (NFKC), no case, one space between words. */
export const fold = (text: string): string =>
  text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** The words of a text, folded: letters and digits, with hyphens and apostrophes inside. */
export const wordsOf = (text: string): string[] =>
  fold(text).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu) ?? [];

/** The words that carry content. */
export const contentWords = (text: string, stopWords: ReadonlySet<string>): string[] =>
  wordsOf(text).filter((word) => !stopWords.has(word));

/** A part of a text short enough to stand in a sentence about it. */
export const quoted = (text: string, max = 80): string =>
  `“${text.length <= max ? text : `${text.slice(0, max).trimEnd()}…`}”`;

/** Markdown as it reads: without its marks, code blocks left out. */
export const plainOf = (markdown: string): string =>
  markdown
    .replace(/^(```|~~~)[\s\S]*?^\1[^\S\n]*$/gm, "")
    .replace(/^\s{0,3}(?:#{1,6}|>|[-+*]|\d{1,9}[.)])\s+/gm, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|[*_`~])(?=\S)(.*?\S)\1/g, "$2")
    .replace(/\\([\\`*_{}[\]()#+\-.!~>|])/g, "$1");

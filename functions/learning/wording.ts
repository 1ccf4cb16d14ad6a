import { plainDigits } from "./quantity.ts";

/** A text as it is compared: its article apart, and its words. */
export interface Wording {
  readonly article: string;
  readonly words: readonly string[];
}

/** Articles of a language, folded: the longer before the shorter. An elided one stands before an apostrophe. */
const ARTICLES: Readonly<Record<string, RegExp>> = {
  en: /^(the|an|a) (?=.)/,
  de: /^(der|die|das|den|dem|des|eine[nmrs]?|ein) (?=.)/,
  fr: /^(?:(les?|la|une?|des) |(l)')(?=.)/,
  es: /^(el|l[ao]s?|un[ao]s?|un) (?=.)/,
  it: /^(?:(il|lo|la|i|gli|le|un[oa]?) |(l|un)')(?=.)/,
  pt: /^([oa]s?|uma?s?|uns) (?=.)/,
  nl: /^(de|het|een) (?=.)/,
  sv: /^(ett|en) (?=.)/,
  da: /^(et|en) (?=.)/,
  nb: /^(et|en|ei) (?=.)/,
};

/** Reads a text for comparison in a language (BCP 47). */
export function wordingOf(text: string, language: string): Wording {
  const folded = fold(text);
  const [, plain, elided] = ARTICLES[language.split("-")[0] ?? ""]?.exec(folded) ?? [];
  const article = plain ?? elided ?? "";
  const rest = article === "" ? folded : folded.slice(article.length + 1).trim();
  return { article, words: rest.split(" ") };
}

/**
 * Whether two texts are the same but for case, accents, spacing, an article and the marks around them. Two articles
 * that differ are a difference where they tell the gender: `der Band` is not `das Band`.
 */
export function sameWording(a: Wording, b: Wording, language: string): boolean {
  return articlesAgree(a, b, language) && joined(a) === joined(b);
}

export const articlesAgree = (a: Wording, b: Wording, language: string): boolean =>
  a.article === "" || b.article === "" || a.article === b.article || /^en\b/.test(language);

/** All words in one, so that spacing makes no difference but between digits: `1 2` is not 12. */
export const joined = ({ words }: Wording): string => words.join(" ").replace(/ (?!\d)|(?<!\d) /g, "");

/** Letters that are not a letter and a mark, as they are written where they cannot be typed. */
export const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ...{ ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", ı: "i", æ: "ae", œ: "oe", þ: "th", ς: "σ" },
};

/**
 * A text without what a learner need not get right: compatibility forms, case, accents, invisible characters,
 * spacing, and the marks around it. Marks that make another letter (of и, か, क) stay. Folding twice is as once.
 */
export function fold(text: string): string {
  const plain = plainDigits(text)
    .replace(/[\p{Cf}\p{Cc}]/gu, " ")
    // ẞ has a lower case that has an upper case of its own: SS.
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu, "$1")
    .replace(/(\p{Script=Cyrillic})[\u0300\u0301\u0308]+/gu, "$1")
    .replace(/(\p{Script=Hebrew})\p{Mn}+/gu, "$1")
    .replace(/[\u0640\u064b-\u0652\u0670]/gu, "")
    .normalize("NFKC")
    .replace(/[øłđðħıæœþς]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(/[“”„‟«»‹›]/gu, '"')
    .replace(/…/gu, "...")
    // U.S.A. is USA.
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{N}])/gu, (letters) =>
      letters.replaceAll(".", ""),
    )
    .replace(/(?<=\p{L})-+(?=\p{L})/gu, " ")
    .replace(/(?<=\p{L})\^(?=\d)/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return stripped(plain);
}

const SPELLED: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue" };

/** A text as it is written where there is no key for its letters: in German, `Köln` is `Koeln`. */
export const spelledOut = (text: string, language: string): string =>
  /^de\b/.test(language)
    ? text.normalize("NFC").replace(/[äöü]/giu, (letter) => SPELLED[letter] ?? letter)
    : text;

/** Pairs that may stand around a whole answer. */
const PAIRS = [
  /^"(.+)"$/u,
  /^'(.+)'$/u,
  /^`{1,3}([^`]+)`{1,3}$/u,
  /^\(([^()\d]+)\)$/u,
  /^\[([^[\]\d]+)\]$/u,
  /^\*{1,3}([^*]+)\*{1,3}$/u,
];

/**
 * Without the marks around it. What may be the answer's own stays: the sign of a number, the brackets of an
 * interval, a factorial, a prime, and an answer that is nothing but marks.
 */
function stripped(text: string): string {
  let left = text;
  for (let before = ""; before !== left; ) {
    before = left;
    left = left
      .replace(/^(?:(?:[,;:!?¿¡]|[.](?!\d)|-(?=\s))\s*)+/u, "")
      .replace(/(?:\s*(?:[.,;:?]|(?<=\p{L}{2})!))+$/u, "");
    left = PAIRS.reduce((inner, pair) => pair.exec(inner)?.[1]?.trim() ?? inner, left);
  }
  return /[\p{L}\p{N}]/u.test(left) ? left : text;
}

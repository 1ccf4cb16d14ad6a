import type { PartOfSpeech } from "wink-nlp";

export interface Word {
  readonly text: string;
  readonly lower: string;
  readonly lemma: string;
  readonly pos: PartOfSpeech;
  /** UTF-16 offsets into the text of the passage. */
  readonly start: number;
  readonly end: number;
  /** A function word: carries no subject matter. */
  readonly isStop: boolean;
}

/** One sentence of a passage, or one item of a list. */
export interface Sentence {
  /** Position in the reading: sentences are numbered through all passages. */
  readonly at: number;
  readonly passage: string;
  readonly heading: string | undefined;
  /** Paragraphs and list items are numbered through all passages. */
  readonly paragraph: number;
  readonly isItem: boolean;
  readonly isFirst: boolean;
  /** Exactly what stands in the passage. */
  readonly quote: string;
  /** As long as the quote, with spaces for line breaks, and in small letters where the source shouts. */
  readonly shown: string;
  /** What is shown, with single spaces. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly start: number;
  /** Lemmas of the words that carry meaning. */
  readonly lemmas: ReadonlySet<string>;
}

/** How many real words, punctuation aside. */
export const lengthOf = (sentence: Sentence): number =>
  sentence.words.filter((word) => word.pos !== "PUNCT" && word.pos !== "SYM").length;

/** A whole, plain sentence: begins like one, ends like one, and is not markup, code or a table. */
export function isProse(sentence: Sentence): boolean {
  const { text } = sentence;
  if (!/^[\p{Lu}\p{N}"“‘'(]/u.test(text) || !/[.!?…]["”’')\]]*$/u.test(text)) return false;
  if (/<\/?[a-z!][^>]*>|[{}|\\]|https?:|www\.|=>|::|&[a-z]+;|\p{Extended_Pictographic}/iu.test(text))
    return false;
  if ((text.match(/[“”"]/g)?.length ?? 0) % 2 === 1 || count(text, "(") !== count(text, ")")) return false;
  const letters = text.match(/[\p{L}\p{N}\s,.]/gu)?.length ?? 0;
  // The tagger misses a verb now and then; a run of words this long is a sentence all the same.
  const hasVerb = sentence.words.some((word) => /^(VERB|AUX)$/.test(word.pos)) || sentence.words.length > 8;
  return letters / text.length > 0.9 && hasVerb;
}

const POINTERS = new Set(
  (
    "it its this these that those they their them he his him she her such both neither either here so but and or " +
    "nor yet however therefore thus hence moreover furthermore instead then also otherwise similarly likewise " +
    "consequently accordingly nevertheless nonetheless meanwhile still another others other one some many few " +
    "each most several second third fourth finally secondly thirdly next later afterwards earlier again even " +
    "namely indeed besides conversely rather perhaps only half all none two three four we you i our my your"
  ).split(" "),
);
/** Followed by a noun or a name these point at nothing: "Two plates …", "Some bacteria …". */
const QUANTIFIERS = new Set(
  "one some many few each most several other both all two three four half only even another".split(" "),
);
const PHRASES =
  /^(in (contrast|turn|fact|short|other words|addition|particular|such|this|these|that|those|both|each|response)|as (a result|well|such|before)|for (this|that|these|example|instance)|on (the other|this|that|these)|at (the same|this|that|these|each|one|the end|first|once)|because of (this|that|these)|that is|by (contrast|then|this|these|doing)|of (these|this|them|those)|to (do|this|these)|with (this|these|it|them)|from (this|these|it|them)|under (this|these)|after (this|these|that|each|the)|before (this|that|the)|during (this|these)|like (this|these)|along (this|these|the)|(three|two|four|five|six|some|several|many) (days|weeks|months|years|hours|minutes|centuries|decades) (later|earlier|after)|the (same|latter|former|other|others|opposite|following|next|second|third|fourth|last|(two|three|four)(?!-)|answer|result|results|reason|process|method|pattern|rule|product|problem|difference|effect|effects|idea|ideas|release|gap|step|system|state|name|number|rest|remainder|answer|figure|figures|case|theory|model|version|change|changes|trick|solution|consequence|consequences|option|share|list)\b)/i;

/** Leans on an earlier sentence: read alone, it would leave the reader asking "which?". */
export function isDangling(sentence: Sentence): boolean {
  const [first, second] = sentence.words;
  if (!first) return true;
  if (PHRASES.test(sentence.text)) return true;
  if (!POINTERS.has(first.lower)) return false;
  return !(QUANTIFIERS.has(first.lower) && second && /^(NOUN|PROPN|ADJ)$/.test(second.pos));
}

/** Names nothing outside itself: fit to stand alone in a question. */
export function standsAlone(sentence: Sentence): boolean {
  if (isDangling(sentence) || !isProse(sentence) || /[:;]$/.test(sentence.text)) return false;
  if (/\b(this|these|those|such|above|below|here|former|latter|aforementioned)\b/i.test(sentence.text))
    return false;
  if (
    /^(suppose|imagine|consider|let|take|think|remember|note|see|ask)\b|^(\S+ ){0,3}the same\b/i.test(
      sentence.text,
    )
  )
    return false;
  if (/\b(we|you|i|our|your|my|us|me|let's)\b/i.test(sentence.text) || /[?!]/.test(sentence.text))
    return false;
  if (/\bthere\b(?! (is|are|was|were)\b)/i.test(sentence.text)) return false;
  if (/\b(beneath|below|above|behind|around|before|after|like) (it|them)\b/i.test(sentence.text))
    return false;
  if (/^[^,;]*\b(with|from|of|to|by|on|in|into|for|at|through|against|over) (it|them)\b/i.test(sentence.text))
    return false;
  if (/\b(he|she|him|her|hers)\b/i.test(sentence.text)) return false;
  const nounBefore = (at: number) =>
    sentence.words.slice(0, at).some((word) => /^(NOUN|PROPN)$/.test(word.pos));
  // Any other pronoun needs its noun before it in the same sentence; "his" needs a name that leads.
  const leader = sentence.words.find((word) => /^(NOUN|PROPN)$/.test(word.pos))?.pos;
  return sentence.words.every((word, at) =>
    word.lower === "his"
      ? leader === "PROPN" && nounBefore(at)
      : !/^(its?|they|them|their)$/.test(word.lower) || nounBefore(at),
  );
}

const OPENERS =
  /^(however|therefore|thus|hence|moreover|furthermore|meanwhile|nevertheless|nonetheless|consequently|in fact|indeed|of course|as a result|in addition|usually|often|today|finally),\s+/i;

/** The sentence without an opening word that only links it to the one before. */
export function withoutOpener(text: string): string {
  const bare = text.replace(OPENERS, "");
  return bare === text ? text : capitalised(bare);
}

/** Single spaces, and none before a mark. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, " ").replace(/ (?=[,.;:!?)])/g, "");

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const count = (text: string, part: string): number => text.split(part).length - 1;

import type { Section } from "./coursework.ts";
import type { Lexicon } from "./lexicon.ts";
import { proseOf, rootOf } from "./prose.ts";
import { shareIn, subjectOf } from "./subject.ts";
import { fold, wordsOf } from "./words.ts";

/** A sentence of a cited section that says something of the world, and how its passages bear it out. */
export interface Claim {
  readonly sentence: string;
  /** Numbers, dates and names in it that no cited passage has. */
  readonly unknown: readonly string[];
  /** Whether the passages have enough of its other words. */
  readonly isNear: boolean;
}

/** A sentence with fewer words of the subject claims little: "Let us look at an example." */
const FEWEST_ROOTS = 4;
/** Two words may be shared by chance; a sentence in other words than its source still shares a third. */
const SHARED_ROOTS = 2;
const SHARED_SHARE = 0.34;

const known = new WeakMap<Section, readonly Claim[]>();

/** The claims of a section that cites passages; none where it cites nothing that is there. */
export function claimsOf(section: Section, lexicon: Lexicon): readonly Claim[] {
  const before = known.get(section);
  if (before) return before;
  const claims = read(section, lexicon);
  known.set(section, claims);
  return claims;
}

function read(section: Section, lexicon: Lexicon): Claim[] {
  const passages = new Set(section.citations.flatMap(({ passage }) => passage ?? []));
  if (passages.size === 0 || section.kind === "code") return [];
  const text = [...passages].join("\n");
  const words = wordsOf(text);
  const roots = subjectOf(words, lexicon);
  const names = new Set(
    words.flatMap((word) => [straight(word), rootOf(straight(word)), ...word.split("-").map(rootOf)]),
  );
  const numbers = new Set(numbersIn(text));
  return proseOf(section)
    .sentences.map((sentence): Claim | undefined => {
      if (/[?:]$/.test(sentence)) return undefined;
      const own = subjectOf(sentence, lexicon);
      const facts = numbersIn(sentence).filter((number) => !isSmall(number));
      const people = hasNames(lexicon) ? namesIn(sentence) : [];
      if (own.size < FEWEST_ROOTS && facts.length + people.length === 0) return undefined;
      const share = shareIn(own, roots);
      return {
        sentence,
        unknown: [
          ...facts.filter((number) => !numbers.has(number)),
          ...people.filter((name) => !names.has(straight(name)) && !names.has(rootOf(straight(name)))),
        ],
        isNear: own.size < FEWEST_ROOTS || (share * own.size >= SHARED_ROOTS && share >= SHARED_SHARE),
      };
    })
    .filter((claim) => claim !== undefined);
}

/** Other languages inflect names, or have capitals for every noun or for none. */
const hasNames = ({ language }: Lexicon): boolean => language === "en" || language === "es";

/** Numbers up to twelve are written as words as often, and count what a sentence itself lists. */
const isSmall = (number: string): boolean => /^\d+$/.test(number) && Number(number) <= 12;

/** Numbers in one spelling: no separators of thousands, a point before decimals. */
const numbersIn = (text: string): string[] =>
  (text.normalize("NFKC").match(/\d+(?:[.,\u00a0\u202f' ]\d{3})*(?:[.,]\d+)?/g) ?? []).map((number) =>
    number.replace(/[.,\u00a0\u202f' ](?=\d{3}(?!\d))/g, "").replace(",", "."),
  );

/** Folded, with apostrophes of one kind. */
const straight = (word: string): string => fold(word).replaceAll("’", "'");

/** Capitalised words within a sentence, where only names are: not its first, nor one after a colon or quotation mark. */
function namesIn(sentence: string): string[] {
  const within = sentence.replace(/^\P{L}*\p{L}[\p{L}\p{M}'’-]*/u, "");
  const names =
    within.match(/(?<![.:!?“"«(*_]\s?)(?<=\s)\p{Lu}[\p{L}\p{M}]{2,}(?:['’]\p{Ll}[\p{L}\p{M}]+)?/gu) ?? [];
  const words = sentence.match(/\p{L}+/gu) ?? [];
  // A heading in capitals, or in Title Case, tells no name from another word.
  return names.length * 2 > words.length ? [] : names;
}

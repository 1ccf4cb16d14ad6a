import type { LexiconLanguage } from "./rule.ts";

/** How hard a text reads, on the scale made for its language. */
export interface Readability {
  readonly value: number;
  readonly scale: { readonly min: number; readonly max: number; readonly unit: string };
  /** Whether a higher number is easier. */
  readonly risesWithEase: boolean;
}

/** Shorter texts have too few sentences for an average: the formulas were fitted to samples of 100 words. */
export const FEWEST_WORDS = 100;

/** What is read: words folded, and how many sentences they stand in. */
export interface Sample {
  readonly words: readonly string[];
  readonly sentences: number;
}

/** How hard a sample reads; undefined below 100 words. */
export function readabilityOf(
  { words, sentences }: Sample,
  language: LexiconLanguage,
): Readability | undefined {
  if (words.length < FEWEST_WORDS || sentences === 0) return undefined;
  return formulas[language]({ words, sentences });
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const rounded = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.round(10 * Math.min(max, Math.max(min, value))) / 10;

const formulas: Readonly<Record<LexiconLanguage, (sample: Sample) => Readability>> = {
  /** Kincaid, Fishburne, Rogers & Chissom, Research Branch Report 8-75, 1975. */
  en: ({ words, sentences }) => {
    const scale = { min: 0, max: 18, unit: "Flesch–Kincaid grade" };
    const grade = 0.39 * (words.length / sentences) + 11.8 * mean(words.map(englishSyllables)) - 15.59;
    return { value: rounded(grade, scale), scale, risesWithEase: false };
  },
  /** Szigriszt Pazos, Sistemas predictivos de legilibilidad, 1993; read on the INFLESZ scale of Barrio-Cantalejo 2008. */
  es: ({ words, sentences }) => {
    const scale = { min: 0, max: 100, unit: "Szigriszt-Pazos" };
    const ease = 206.835 - 62.3 * mean(words.map(spanishSyllables)) - words.length / sentences;
    return { value: rounded(ease, scale), scale, risesWithEase: true };
  },
  /** First Wiener Sachtextformel: Bamberger & Vanecek, Lesen – Verstehen – Lernen – Schreiben, 1984. */
  de: ({ words, sentences }) => {
    const scale = { min: 4, max: 15, unit: "Wiener Sachtextformel grade" };
    const syllables = words.map(germanSyllables);
    const percent = (count: number): number => (100 * count) / words.length;
    const grade =
      0.1935 * percent(syllables.filter((count) => count >= 3).length) +
      0.1672 * (words.length / sentences) +
      0.1297 * percent(words.filter((word) => word.length > 6).length) -
      0.0327 * percent(syllables.filter((count) => count === 1).length) -
      0.875;
    return { value: rounded(grade, scale), scale, risesWithEase: false };
  },
};

const countOf = (word: string, pattern: RegExp): number => word.match(pattern)?.length ?? 0;

/** An e that is not heard: at the end, and in most endings "es" and "ed". */
const SILENT = /(?<=[^aeiouy])e(?=-|$)(?<![^aeiouyr]le)|(?<=[^aeioushcgxz])es$|(?<=[^aeiouydt])ed$/g;
/** Two vowels heard apart: "idea", "science", "created", "being". */
const APART =
  /(?<![tscg])i[ao](?!u)|eo(?!u|p)|(?<=d)ea$|(?<=cr)ea(?=t)|(?<=[^qg])ua|(?<=[^f])ie(?=t|nc|nt)(?<!ti|ci)|[aeo]ing$/g;

/** By groups of vowels that are heard; wrong for one word in twenty or so, mostly by one. */
export function englishSyllables(word: string): number {
  const plain = word.replace(/['’].*$/, "").replace(SILENT, "");
  return Math.max(1, countOf(plain, /[aeiouy]+/g) + countOf(plain, APART));
}

/** Strong vowels stand alone; a weak one joins its neighbour unless it has the accent. */
export function spanishSyllables(word: string): number {
  const plain = word.replace(/qu|gu(?=[eiéí])/g, "q").replace(/y$/, "i");
  return Math.max(1, countOf(plain, /[iuü]?[aeoáéó](?:[iuü](?![aeoáéó]))?|[íú]|[iuü]+/g));
}

/** By groups of vowels, with the diphthongs and the doubled vowels of German as one. */
export function germanSyllables(word: string): number {
  return Math.max(1, countOf(word, /äu|eu|au|ei|ai|ie|aa|ee|oo|[aeiouyäöü]/g));
}

import type { Coursework, LessonText } from "../coursework.ts";
import type { Lexicon } from "../lexicons/list.ts";
import { proseOf } from "../prose.ts";
import { type Readability, readabilityOf } from "../readability.ts";
import type { LessonRule, LexiconLanguage, Measure, Score } from "../rule.ts";

const source =
  "Kincaid et al. 1975 (en); Szigriszt Pazos 1993 with INFLESZ, Barrio-Cantalejo 2008 (es); Bamberger & Vanecek 1984 (de)";

type Level = NonNullable<Coursework["difficulty"]>;

/**
 * The hardest that suits whom a course is for. Beginners: what the general public reads (grade 10; "normal" on
 * INFLESZ begins at 55, with 5 for terms of the subject); intermediate: the end of school; advanced: what students
 * read. Nothing is too easy: a plain text serves everybody.
 */
const HARDEST: Readonly<Record<LexiconLanguage, Readonly<Record<Level, number>>>> = {
  en: { beginner: 11, intermediate: 14, advanced: 17 },
  es: { beginner: 50, intermediate: 40, advanced: 25 },
  de: { beginner: 11, intermediate: 13, advanced: 15 },
};
/** Formulas err by about a grade, or five points of ease, between samples of one text. */
const ERROR: Readonly<Record<LexiconLanguage, number>> = { en: 1, es: 5, de: 1 };

/** How far beyond the hardest that suits: 0 or less is well. */
const beyond = ({ value, risesWithEase }: Readability, hardest: number): number =>
  risesWithEase ? hardest - value : value - hardest;

const readingOf = (lessons: readonly LessonText[], { language }: Lexicon): Readability | undefined => {
  const prose = lessons.flatMap(({ sections }) => sections.map(proseOf));
  const words = prose.flatMap((part) => part.words);
  const sentences = prose.reduce((sum, part) => sum + part.sentences.length, 0);
  return language && readabilityOf({ words, sentences }, language);
};

const inWords = ({ value, scale, risesWithEase }: Readability): string =>
  risesWithEase
    ? `The texts read at ${value} of 100 (${scale.unit}; 100 is the easiest)`
    : `The texts read like those of school year ${value} (${scale.unit})`;

export const readingLevel: LessonRule = {
  scope: "lesson",
  name: "reading-level",
  title: "A lesson reads harder than asked",
  severity: "warning",
  advice: "Write shorter sentences and plainer words, and explain the terms that must stay.",
  source,
  languages: ["en", "es", "de"],
  reveals: false,
  find: (lesson, { difficulty }, lexicon) => {
    const reading = readingOf([lesson], lexicon);
    if (!reading || !difficulty || !lexicon.language) return [];
    const hardest = HARDEST[lexicon.language][difficulty];
    if (beyond(reading, hardest) <= ERROR[lexicon.language]) return [];
    const bound = reading.risesWithEase ? "at least" : "at most";
    return [
      {
        detail: `The lesson reads at ${reading.value} (${reading.scale.unit}); for ${difficulty} learners it should be ${bound} ${hardest}.`,
      },
    ];
  },
};

export const readingLevelScore: Measure = {
  name: "reading-level",
  title: "How hard it reads",
  source,
  languages: ["en", "es", "de"],
  measure: ({ lessons, difficulty = "intermediate" }, lexicon): Score | undefined => {
    const reading = readingOf(lessons, lexicon);
    if (!reading || !lexicon.language) return undefined;
    const over = beyond(reading, HARDEST[lexicon.language][difficulty]);
    const error = ERROR[lexicon.language];
    return {
      name: "reading-level",
      value: reading.value,
      scale: reading.scale,
      verdict: over <= 0 ? "good" : over <= error ? "fair" : "poor",
      sentence: `${inWords(reading)}, which ${over <= 0 ? "suits" : "is hard for"} ${difficulty} learners.`,
    };
  },
};

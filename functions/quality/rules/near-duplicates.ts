import { type Item, itemsOf } from "../coursework.ts";
import { proseOf } from "../prose.ts";
import type { CourseRule } from "../rule.ts";
import { jaccard, shinglesOf, twinsAmong } from "../similarity.ts";
import { fold, quoted, wordsOf } from "../words.ts";

const source =
  "Broder, On the resemblance and containment of documents, 1997; Lee et al., Deduplicating Training Data Makes Language Models Better, ACL 2022";

/** Of pairs of words: a stem of ten words with a word more has 0.73, one with a word changed 0.6: often another question. */
const SAME_STEM = 0.7;
/** Questions may share a form of words; they ask the same only where the same is right. */
const SAME_KEY = 0.5;

export const nearDuplicateQuestions: CourseRule = {
  scope: "course",
  name: "near-duplicate-questions",
  title: "Two questions ask the same",
  severity: "warning",
  advice: "Leave one out, or ask about something else.",
  source,
  languages: "any",
  reveals: false,
  find: (course) =>
    twinsAmong(itemsOf(course), {
      shinglesOf: ({ stem }) => shinglesOf(wordsOf(stem), 2),
      threshold: SAME_STEM,
      isTwin: (a, b) => numbersOf(a) === numbersOf(b) && jaccard(keyOf(a), keyOf(b)) >= SAME_KEY,
    }).map(({ text, of }) => ({
      detail:
        `${quoted(text.stem)} asks nearly the same as ${of.stem === text.stem ? "an earlier question" : quoted(of.stem)}.`.slice(
          0,
          400,
        ),
      pointer: text.pointer,
    })),
};

const numbersOf = ({ stem }: Item): string => (stem.match(/\d+(?:[.,]\d+)*/g) ?? []).join(" ");
const keyOf = ({ options, accepted }: Item): Set<string> => {
  const right = [...options.filter(({ correct }) => correct).map(({ text }) => text), ...accepted];
  const words = right.flatMap(wordsOf);
  return new Set(words.length > 0 ? words : right.map(fold));
};

/** Of three words in a row: half of the sentences stand in both. */
const SAME_PARAGRAPH = 0.6;
/** A shorter paragraph is a line that may well come twice. */
const FEWEST_WORDS = 15;

export const nearDuplicateParagraphs: CourseRule = {
  scope: "course",
  name: "near-duplicate-paragraphs",
  title: "A paragraph stands twice",
  severity: "warning",
  advice: "Say it once, and refer to it later.",
  source,
  languages: "any",
  reveals: false,
  find: ({ lessons }) => {
    const paragraphs = lessons
      .flatMap(({ sections, title }) => sections.map((section) => ({ section, title })))
      .flatMap(({ section, title }) =>
        proseOf(section).paragraphs.map((text) => ({
          text,
          title,
          words: wordsOf(text),
          pointer: section.pointer,
        })),
      )
      .filter(({ words }) => words.length >= FEWEST_WORDS);
    return twinsAmong(paragraphs, {
      shinglesOf: ({ words }) => shinglesOf(words, 3),
      threshold: SAME_PARAGRAPH,
    }).map(({ text, of }) => ({
      detail: `${quoted(text.text)} stands nearly word for word in ${of.title === text.title ? "the same lesson" : quoted(of.title)} before.`,
      pointer: text.pointer,
    }));
  },
};

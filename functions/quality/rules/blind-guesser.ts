import { itemsOf } from "../coursework.ts";
import { bestGuess, guess } from "../guess.ts";
import type { Measure } from "../rule.ts";

const FEWEST_ITEMS = 4;
/** Points above chance. With twenty questions, noise alone makes ten (anchored by the exact binomial). */
const FAIR = 10;
const POOR = 25;

const IN_WORDS = {
  longest: "picks the longest answer",
  "stem-overlap": "picks the answer that repeats the question",
  "without-absolutes": "drops answers with “always” or “never” and picks the longest of the others",
  "same-place": "always picks the same place",
} as const;

export const blindGuesser: Measure = {
  name: "blind-guesser",
  title: "What somebody gets who has read nothing",
  source:
    "Gierl, Bulut, Guo & Zhang: Developing, Analyzing, and Using Distractors for Multiple-Choice Tests in Education, Review of Educational Research 87(6), 2017; Millman, Bishop & Ebel: An analysis of test-wiseness, 1965",
  languages: "any",
  measure: (course, lexicon) => {
    const best = bestGuess(guess(itemsOf(course), lexicon));
    if (!best || best.items < FEWEST_ITEMS) return undefined;
    const value = Math.round((100 * best.hits) / best.items);
    const chance = Math.round((100 * best.chance) / best.items);
    const above = value - chance;
    return {
      name: "blind-guesser",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: above < FAIR ? "good" : above < POOR ? "fair" : "poor",
      sentence: `Somebody who has read nothing and ${IN_WORDS[best.strategy]} gets ${value} % of the questions right; by chance it would be ${chance} %.`,
    };
  },
};

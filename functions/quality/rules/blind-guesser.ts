import { itemsOf } from "../coursework.ts";
import { bestGuess, guess, guessable, luckOf, STRATEGIES } from "../guess.ts";
import type { Measure } from "../rule.ts";

const FEWEST_ITEMS = 4;
/** What comes of luck more often than this says nothing. */
const LUCK = 0.05;
/** Points above chance. */
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
  knowsWords: true,
  measure: (course, lexicon) => {
    const items = itemsOf(course);
    const best = bestGuess(guess(items, lexicon));
    if (!best || best.items < FEWEST_ITEMS) return undefined;
    const value = Math.round((100 * best.hits) / best.items);
    const chance = Math.round((100 * best.chance) / best.items);
    const above = value - chance;
    // The best of several tries is lucky more often: each place is one.
    const tries =
      STRATEGIES.length -
      1 +
      guessable(items).reduce((most, { options }) => Math.max(most, options.length), 0);
    const mayBeLuck = tries * luckOf(best) > LUCK;
    const told = `Somebody who has read nothing and ${IN_WORDS[best.strategy]} gets ${value} % of the questions right; by chance it would be ${chance} %`;
    return {
      name: "blind-guesser",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: above < FAIR || mayBeLuck ? "good" : above < POOR ? "fair" : "poor",
      sentence:
        above >= FAIR && mayBeLuck
          ? `${told}, and with ${best.items} questions that may be luck.`
          : `${told}.`,
    };
  },
};

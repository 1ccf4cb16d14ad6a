import { rootOf, sentencesOf } from "../prose.ts";
import { SAQUET } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { contentWords, plainOf, wordsOf } from "../words.ts";
import { isListed } from "./k-type.ts";

/** Carroll's corrected type-token ratio, types / √(2 · tokens): SAQUET's threshold. */
const MOST_DIVERSE = 4.5;
const LONGEST = 5000;

export const gratuitousInformation: ItemRule = {
  scope: "item",
  name: "gratuitous-information",
  title: "The question tells more than it needs",
  severity: "warning",
  advice: "Leave out what nobody needs in order to answer.",
  source: `${SAQUET}; Carroll: Language and Thought, 1964`,
  languages: "any",
  reveals: false,
  find: ({ stem }, { language, stopWords }) => {
    const text = plainOf(stem.slice(0, LONGEST)).replace(/_{2,}/g, " ");
    const tokens = wordsOf(text);
    if (tokens.length === 0) return [];
    const diversity = new Set(tokens).size / Math.sqrt(2 * tokens.length);
    if (diversity > MOST_DIVERSE)
      return [{ detail: `It has ${tokens.length} words, most of them only once.` }];
    const sentences = sentencesOf(text.replace(/\s+/g, " "));
    const asked = sentences.at(-1) ?? "";
    if (language === undefined || sentences.length < 2 || !/\?\s*$/.test(asked)) return [];
    const given = sentences.slice(0, -1).join(" ");
    // Statements that are asked about by number, and what is to be calculated with.
    if (isListed(stem) || (given.match(/\d+/g) ?? []).length > 1) return [];
    const before = new Set(contentWords(given, stopWords).map(rootOf));
    const own = contentWords(asked, stopWords);
    const refers =
      /\b(?:this|that|these|those|it|its|they|their|he|she|his|her|him|them|such|above|there|then|here|now|ah[ií]|allí|entonces|dort|dann|darin|hier|est[aeo]s?|es[aeo]s?|él|ella|su|sus|dies\w*|er|sie|es|sein\w*|ihr\w*|dabei|daraus|damit|so)\b/u.test(
        asked.toLowerCase(),
      );
    return before.size >= 4 && own.length >= 2 && !refers && !own.some((word) => before.has(rootOf(word)))
      ? [{ detail: "What is asked has nothing to do with the sentences before it." }]
      : [];
  },
};

import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

const ASKS_FOR_WORD =
  /\b(?:word|adverb|adjective|pronoun|quantifier|determiner|synonym|antonym|palabra|adverbio|adjetivo|pronombre|sin[oó]nimo|ant[oó]nimo|wort|adjektiv|pronomen)s?\b/u;

export const vagueTerms: ItemRule = {
  scope: "item",
  name: "vague-terms",
  title: "An option says “often” or “some”",
  severity: "warning",
  advice: "Say how often, or how many: everybody reads these words in another way.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ stem, options }, { vague }) => {
    // The word itself is the answer.
    if (ASKS_FOR_WORD.test(fold(stem)) && options.every(({ text }) => !text.trim().includes(" "))) return [];
    const found = options.find(({ text }) => vague.test(fold(text)));
    return found ? [{ detail: `${quoted(found.text)} does not say how often or how much.` }] : [];
  },
};

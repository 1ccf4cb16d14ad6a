import { TARRANT } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

export const absoluteTerms: ItemRule = {
  scope: "item",
  name: "absolute-terms",
  title: "Some options hold “always” or “never”, others do not",
  severity: "warning",
  advice:
    "Say it without the absolute word, or use such words in all options: test-wise learners rule them out.",
  source: TARRANT,
  languages: ["en", "es", "de"],
  reveals: true,
  find: ({ kind, options }, { absolutes, notAbsolute, allOfTheAbove, noneOfTheAbove, combination }) => {
    if (kind === "trueFalse" || options.length < 3) return [];
    const found = options.filter(({ text }) => {
      const folded = fold(text);
      return (
        // "None" among numbers is a number.
        folded.includes(" ") &&
        !combination.test(folded) &&
        !allOfTheAbove.test(folded) &&
        !noneOfTheAbove.test(folded) &&
        absolutes.test(folded.replace(notAbsolute, " "))
      );
    });
    const [first] = found;
    return first && found.length < options.length
      ? [{ detail: `${quoted(first.text)} holds an absolute word, and others do not.` }]
      : [];
  },
};

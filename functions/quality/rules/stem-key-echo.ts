import { rootOf } from "../prose.ts";
import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { contentWords, fold, quoted } from "../words.ts";

/** Shorter words share roots by chance. */
const SHORTEST = 3;

export const stemKeyEcho: ItemRule = {
  scope: "item",
  name: "stem-key-echo",
  title: "A word of the question stands in the right answer alone",
  severity: "warning",
  advice: "Say it in other words in the question, or use the word in a wrong answer too.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: true,
  find: ({ kind, stem, options }, { stopWords, noneOfTheAbove, allOfTheAbove }) => {
    const keys = options.filter(({ correct }) => correct);
    const [key] = keys;
    if (!key || keys.length > 1 || kind === "trueFalse" || options.length < 3) return [];
    // "None of the dances above" repeats the question for another reason.
    if ([noneOfTheAbove, allOfTheAbove].some((pattern) => pattern.test(fold(key.text)))) return [];
    const roots = (text: string) =>
      new Map(
        contentWords(text.slice(0, 2000).replace(/[*`]|_{1,}/g, " "), stopWords)
          .filter((word) => word.length >= SHORTEST)
          .map((word) => [rootOf(word), word]),
      );
    const asked = roots(stem);
    const others = new Set(options.flatMap(({ text, correct }) => (correct ? [] : [...roots(text).keys()])));
    const echo = [...roots(key.text)].find(([root]) => asked.has(root) && !others.has(root));
    return echo
      ? [{ detail: `${quoted(echo[1])} stands in the question and in the right answer alone.` }]
      : [];
  },
};

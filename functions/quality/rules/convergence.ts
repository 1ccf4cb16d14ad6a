import { rootOf } from "../prose.ts";
import { SAQUET } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { contentWords, quoted } from "../words.ts";

export const convergence: ItemRule = {
  scope: "item",
  name: "convergence",
  title: "The right answer can be put together from the others",
  severity: "warning",
  advice: "Let the parts of every option turn up equally often, or none of them more than once.",
  source: `${SAQUET}; Smith: Converging on Correct Answers: A Peculiarity of Multiple Choice Items, Journal of Educational Measurement 19(3), 1982`,
  languages: "any",
  reveals: true,
  find: ({ kind, options }, { stopWords }) => {
    const keys = options.filter(({ correct }) => correct);
    const [key] = keys;
    if (kind === "multiple" || !key || keys.length > 1 || options.length < 4) return [];
    const parts = options.map(({ text }) => new Set(contentWords(text.slice(0, 500), stopWords).map(rootOf)));
    const shared = parts.map((own) =>
      [...own].filter((part) => parts.filter((other) => other.has(part)).length > 1),
    );
    const isComposed = parts.map(
      (own, at) => own.size >= 2 && own.size <= 8 && shared[at]?.length === own.size,
    );
    const at = options.indexOf(key);
    const own = parts[at];
    if (!own || !isComposed[at]) return [];
    // Each part of the key stands in another option too, and of no other option can that be said.
    const isOnlyOne = isComposed.every((composed, n) => n === at || !composed);
    // What all options have in common tells none apart.
    const telling = [...own].filter((part) => !parts.every((other) => other.has(part)));
    return isOnlyOne && telling.length >= 2
      ? [{ detail: `Each part of ${quoted(key.text)} stands in another option too.` }]
      : [];
  },
};

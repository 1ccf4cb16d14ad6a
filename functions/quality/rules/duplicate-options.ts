import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

/** Two options that a learner cannot tell apart. */
const bare = (text: string): string => fold(text).replace(/[\s.,;:!?]+$/u, "");

/** Capitals within a word tell symbols and names apart: `CO` and `Co`, `userName` and `Username`, mW and MW. */
const isToldByCase = (one: string, other: string): boolean => {
  const [left, right] = [one.normalize("NFKC"), other.normalize("NFKC")].map((text) =>
    text.match(/\p{L}+/gu),
  );
  return (left ?? []).some((word, at) => {
    const twin = right?.[at] ?? "";
    return word !== twin && [word, twin].some((each) => INNER_CAPITAL.test(each) && !SHOUTED.test(each));
  });
};
const INNER_CAPITAL = /\p{L}\p{Lu}/u;
const SHOUTED = /^\p{Lu}{3,}$/u;

export const duplicateOptions: ItemRule = {
  scope: "item",
  name: "duplicate-options",
  title: "Two options say the same",
  severity: "error",
  advice: "Replace one of them by another plausible answer.",
  source: HALADYNA,
  languages: "any",
  reveals: false,
  find: ({ options }) => {
    const seen = new Map<string, string>();
    const twin = options.find(({ text }) => {
      const folded = bare(text);
      const other = seen.get(folded);
      seen.set(folded, text);
      return folded !== "" && other !== undefined && !isToldByCase(text, other);
    });
    return twin ? [{ detail: `${quoted(twin.text)} stands there twice.` }] : [];
  },
};

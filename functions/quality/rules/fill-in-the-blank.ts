import { SAQUET } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { wordsOf } from "../words.ts";

/** Dots after a comma go on with a list: "2, 4, 8, …". */
const GAP = /_{2,}|\[\s*(?:blank|gap|\.\.\.|…)?\s*\]|(?<!,\s?)(?:\.{3,}|…)(?=\s*\p{Ll})/iu;
/** A gap with fewer words behind it stands at the end. */
const FEW_WORDS = 3;

export const fillInTheBlank: ItemRule = {
  scope: "item",
  name: "fill-in-the-blank",
  title: "The gap stands in the middle of the sentence",
  severity: "warning",
  advice: "Put the gap at the end, or ask a whole question.",
  source: SAQUET,
  languages: "any",
  reveals: false,
  find: ({ stem, options }) => {
    const gap = options.length > 0 ? GAP.exec(stem) : null;
    return gap && wordsOf(stem.slice(gap.index + gap[0].length).replace(/_{2,}/g, " ")).length > FEW_WORDS
      ? [{ detail: "More than three words follow the gap." }]
      : [];
  },
};

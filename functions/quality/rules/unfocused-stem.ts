import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, wordsOf } from "../words.ts";

const GAP = /_{2,}|\[\s*(?:blank|gap)?\s*\]|\.{3}|…/u;
/** A question of three words may ask something ("What is 7 × 8?"); a label of three words does not. */
const FEWEST_WORDS = 4;

export const unfocusedStem: ItemRule = {
  scope: "item",
  name: "unfocused-stem",
  title: "The question does not say what it asks",
  severity: "warning",
  advice: "Put what is asked into the question, so that it can be answered before the options are read.",
  source: HALADYNA,
  languages: "any",
  reveals: false,
  find: ({ kind, stem }, { unfocused, stopWords }) => {
    const folded = fold(stem).replace(/[*`]/g, "");
    if (folded === "" || kind === "trueFalse") return [];
    if (folded.length < 200 && unfocused.test(folded))
      return [{ detail: "It names nothing that it asks about." }];
    const asks = /\?|[=:]\s*\?*$/u.test(folded) || GAP.test(folded) || /[？¿]/u.test(stem);
    const words = wordsOf(folded);
    // "Stars shine because": the options complete it.
    const isBegun = words.length > 1 && stopWords.has(words.at(-1) ?? "");
    const isLabel = !/[?？]/u.test(folded) && !GAP.test(folded);
    return words.length < FEWEST_WORDS && !isBegun && (isLabel || !asks)
      ? [{ detail: "It is a label, not a question." }]
      : [];
  },
};

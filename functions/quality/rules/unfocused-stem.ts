import { BLOOM_VERBS } from "../lexicons/bloom.ts";
import { HALADYNA } from "../publications.ts";
import type { ItemRule, LexiconLanguage } from "../rule.ts";
import { fold, wordsOf } from "../words.ts";

const GAP = /_{2,}|\[\s*(?:blank|gap)?\s*\]|\.{3}|…/u;
/** A question mark of any script (the Greek one is a semicolon), or a term to be worked out: "7 − 9 =". */
const ASKS = /[?？؟՞፧⁇]|;$|=\s*$/u;
/** "Waltzes are": the options say what, as they please. */
const COPULAS: ReadonlySet<string> = new Set(["is", "are", "was", "were", "es", "son", "ist", "sind"]);
/** What tells a learner to do something: "Define variance." */
const ORDERS: Readonly<Record<LexiconLanguage, ReadonlySet<string>>> = {
  en: ordersOf("en"),
  es: ordersOf("es"),
  de: ordersOf("de"),
};
/** A question of three words may ask something ("What is 7 × 8?"); a label of three words does not. */
const FEWEST_WORDS = 4;

function ordersOf(language: LexiconLanguage): ReadonlySet<string> {
  return new Set(Object.values(BLOOM_VERBS[language]).flat());
}

export const unfocusedStem: ItemRule = {
  scope: "item",
  name: "unfocused-stem",
  title: "The question does not say what it asks",
  severity: "warning",
  advice: "Put what is asked into the question, so that it can be answered before the options are read.",
  source: HALADYNA,
  languages: "any",
  knowsWords: true,
  reveals: false,
  find: ({ kind, stem }, { language, unfocused, stopWords }) => {
    const folded = fold(stem).replace(/[*`]/g, "");
    if (folded === "" || kind === "trueFalse") return [];
    if (folded.length < 200 && unfocused.test(folded))
      return [{ detail: "It names nothing that it asks about." }];
    const words = wordsOf(folded);
    if (words.length === 2 && COPULAS.has(words[1] ?? ""))
      return [{ detail: "It names something and asks nothing of it." }];
    // "Stars shine because": the options complete it.
    const isBegun = words.length > 1 && stopWords.has(words.at(-1) ?? "");
    const isTold = language !== undefined && !/:$/.test(folded) && ORDERS[language].has(words[0] ?? "");
    return words.length < FEWEST_WORDS && !isBegun && !isTold && !ASKS.test(folded) && !GAP.test(folded)
      ? [{ detail: "It is a label, not a question." }]
      : [];
  },
};

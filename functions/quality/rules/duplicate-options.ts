import type { Item } from "../coursework.ts";
import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

/** Case folded as in "Straße" and "STRASSE"; a stop or comma at its end tells nothing, except in code. */
function bare(text: string): string {
  // NFKC would make 102 of 10².
  const folded = fold(text.replace(/(?<=[\d)])[⁰¹²³⁴-⁹⁻]+/gu, "^$&"))
    .toUpperCase()
    .toLowerCase();
  return /[=(){}[\]<>`]/u.test(folded) ? folded : folded.replace(/[\s.,;]+$/u, "");
}

/** Symbols and names are told apart by case: `CO` and `Co`, `userName` and `Username`, `Aa` and `aa`, K and k. */
function isToldByCase(one: string, other: string): boolean {
  const [left = [], right = []] = [one, other].map((text) => text.normalize("NFKC").match(/\p{L}+/gu) ?? []);
  // Words all in capitals are shouted.
  if (left.length > 1 && [one, other].some((text) => /\p{L}{3}/u.test(text) && text === text.toUpperCase()))
    return false;
  const isSymbol = left.every((word) => word.length <= 2) || [one, other].every((text) => CODE.test(text));
  return left.some((word, at) => {
    const twin = right[at] ?? "";
    const isName = [word, twin].some((each) => INNER_CAPITAL.test(each) && !SHOUTED.test(each));
    return word !== twin && (isSymbol || isName);
  });
}
const INNER_CAPITAL = /\p{L}\p{Lu}/u;
const SHOUTED = /^\p{Lu}{3,}$/u;
const CODE = /^\s*`[^`]+`\s*$/;
/** Languages in which `true` and `True` are two things. */
const MINDS_CASE =
  /\b(?:Python|Java|JavaScript|TypeScript|JSON|Ruby|Rust|Kotlin|Swift|Linux|Unix|Bash|C\+\+)\b/;

/** Where all options are the same but for case and marks, these are what is asked: "Monday" or "monday". */
function asksForSpelling(options: Item["options"]): boolean {
  const spelt = options.map(({ text }) => text.normalize("NFKC").replace(/\s+/g, " ").trim());
  const isOne = new Set(spelt.map((text) => bare(text).replace(/[!?:]+$/u, ""))).size === 1;
  return options.length > 2 && isOne && new Set(spelt).size === options.length;
}

export const duplicateOptions: ItemRule = {
  scope: "item",
  name: "duplicate-options",
  title: "Two options say the same",
  severity: "error",
  advice: "Replace one of them by another plausible answer.",
  source: HALADYNA,
  languages: "any",
  reveals: false,
  find: ({ stem, options }) => {
    if (asksForSpelling(options)) return [];
    const mindsCase = MINDS_CASE.test(stem);
    const seen = new Map<string, string>();
    const twin = options.find(({ text }) => {
      const folded = bare(text);
      const other = seen.get(folded);
      seen.set(folded, text);
      return (
        folded !== "" && other !== undefined && !(mindsCase && text !== other) && !isToldByCase(text, other)
      );
    });
    return twin ? [{ detail: `${quoted(twin.text)} stands there twice.` }] : [];
  },
};

import { TARRANT } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold } from "../words.ts";

export const grammaticalCue: ItemRule = {
  scope: "item",
  name: "grammatical-cue",
  title: "Grammar tells the right answer",
  severity: "warning",
  advice: "End the question so that every option continues it: “a(n)”, or the article in each option.",
  source: TARRANT,
  languages: ["en"],
  reveals: true,
  find: ({ kind, stem, options }) => {
    const keys = options.filter(({ correct }) => correct);
    if (kind === "multiple" || kind === "trueFalse" || keys.length !== 1 || options.length < 3) return [];
    const end = fold(stem)
      .replace(/[*`]/g, "")
      .replace(/(?:_{2,}|\.{3}|…|\[blank\])?\s*[:.?]?\s*$/u, "")
      .trim();
    const fits = fitOf(end);
    if (!fits) return [];
    const fitting = options.filter(({ text }) => fits.test(fold(text)));
    const [only] = fitting;
    return fitting.length === 1 && only?.correct
      ? [{ detail: `Only one option continues “…${end.slice(-30)}” as grammar wants.` }]
      : [];
  },
};

/** How what continues a stem has to begin, or to end. */
function fitOf(end: string): RegExp | undefined {
  if (/\ban$/.test(end))
    return /^(?:[aeiou]|h(?:our|onest|eir|onou?r)|[flmnrsx](?:\b|-|[bcdfgj-np-tvwxz]{2}))(?!ni(?:[^nm]|$)|ne\b|se|sual|tili|ro)/u;
  if (/\ba$/.test(end)) return /^(?:[^aeiou\W]|u(?:ni(?:[^nm]|$)|se|sual|tili)|one\b|eu)/u;
  if (/\b(?:these|those|are|were)$/.test(end) && !/\b(?:you|they|we)\b[^.?]{0,10}(?:are|were)$/.test(end))
    return /(?:[^s']s|people|men|children|mice|feet|teeth|bacteria|phenomena| and .+)[.]?$/u;
  return undefined;
}

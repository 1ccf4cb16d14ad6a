import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

const AMOUNT =
  /^(?:(?:an?|the|la|un|eine?|die) )?(?:\d|none|nothing|half|third|quarter|most|some|one|two|three|ningun[ao]|nada|mitad|tercio|cuarto|un[ao]|dos|tres|keine?[rs]?|nichts|hälfte|drittel|viertel|eine?[rs]?|zwei|drei)/u;

export const allOfTheAbove: ItemRule = {
  scope: "item",
  name: "all-of-the-above",
  title: "“All of the above” is an option",
  severity: "warning",
  advice: "Replace it by a real answer, or let several answers be chosen: two that are right give it away.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: true,
  find: ({ options }, { allOfTheAbove: pattern }) => {
    const found = options.find(({ text }) => text.length < 80 && pattern.test(fold(text)));
    // "How much of it? All, half, a third": an amount, not the other answers.
    const isAmount =
      found && !found.text.trim().includes(" ") && options.some(({ text }) => AMOUNT.test(fold(text)));
    return found && !isAmount && options.length > 2
      ? [{ detail: `${quoted(found.text)} is offered as an answer.` }]
      : [];
  },
};

import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

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
    return found && options.length > 2 ? [{ detail: `${quoted(found.text)} is offered as an answer.` }] : [];
  },
};

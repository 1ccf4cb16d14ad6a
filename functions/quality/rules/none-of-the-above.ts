import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

export const noneOfTheAbove: ItemRule = {
  scope: "item",
  name: "none-of-the-above",
  title: "“None of the above” is an option",
  severity: "warning",
  advice: "Replace it by a real answer: whoever picks it shows what they reject, not what they know.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ options }, { noneOfTheAbove: pattern }) => {
    const found = options.find(({ text }) => text.length < 80 && pattern.test(fold(text)));
    return found && options.length > 2 ? [{ detail: `${quoted(found.text)} is offered as an answer.` }] : [];
  },
};

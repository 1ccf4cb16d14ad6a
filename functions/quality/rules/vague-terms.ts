import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

export const vagueTerms: ItemRule = {
  scope: "item",
  name: "vague-terms",
  title: "An option says “often” or “some”",
  severity: "warning",
  advice: "Say how often, or how many: everybody reads these words in another way.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ options }, { vague }) => {
    const found = options.find(({ text }) => vague.test(fold(text)));
    return found ? [{ detail: `${quoted(found.text)} does not say how often or how much.` }] : [];
  },
};

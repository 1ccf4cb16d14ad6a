import type { ItemRule } from "../rule.ts";
import { countWords, quoted } from "../words.ts";

/** As SAQUET has it: more than a quarter longer than every other option. */
const LONGER = 1.25;
/** Among shorter texts a quarter is a letter or two and tells nothing. */
const FEWEST_WORDS = 4;

export const longestKey: ItemRule = {
  scope: "item",
  name: "longest-key",
  title: "The right answer is the longest",
  severity: "warning",
  advice: "Write the options about equally long, or make a wrong one the longest.",
  source:
    "Moore, Costello, Nguyen & Stamper: An Automatic Question Usability Evaluation Toolkit (SAQUET), 2024; Haladyna, Downing & Rodriguez, Applied Measurement in Education 15(3), 2002, rule 25",
  languages: "any",
  reveals: true,
  find: ({ kind, options }) => {
    if (kind === "multiple") return [];
    const keys = options.filter(({ correct }) => correct);
    const others = options.filter(({ correct }) => !correct).map(({ text }) => text.length);
    const [key] = keys;
    if (!key || keys.length > 1 || others.length === 0) return [];
    const tells = key.text.length > LONGER * Math.max(...others) && countWords(key.text) >= FEWEST_WORDS;
    return tells ? [{ detail: `${quoted(key.text)} is far longer than every other option.` }] : [];
  },
};

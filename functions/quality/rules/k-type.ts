import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

/** "A and B", "I, II and III", "1, 2": without words of any language but its "and". */
const NUMBERED = /^\(?(?:[a-e]|[1-6]|i{1,3}|iv|v)\)?(?:\s*[,&+/]\s*\(?(?:[a-e]|[1-6]|i{1,3}|iv|v)\)?)+$/u;

const FRACTION = /^\d+\/\d+$/;

/** Where all options are pairs and nothing is listed, they name things: vitamins "A and D", blood groups. */
const PAIR = /^\S{1,3}(?:(?:,|\s*[&+/]|\s+\p{L}{1,3}\b)\s*\S{1,3})+$/u;

export const kType: ItemRule = {
  scope: "item",
  name: "k-type",
  title: "Options are made of other options",
  severity: "warning",
  advice: "Let several answers be chosen instead: combinations are solved by logic, not by knowledge.",
  source: HALADYNA,
  languages: "any",
  knowsWords: true,
  reveals: false,
  find: ({ stem, options }, { combination }) => {
    const found = options.filter(({ text }) => {
      const folded = fold(text);
      return (
        folded.length < 60 && !FRACTION.test(folded) && (combination.test(folded) || NUMBERED.test(folded))
      );
    });
    const [first] = found;
    // "1, 2" and "3, 4" may be numbers that are asked for, not numbers of statements.
    const isMade =
      isListed(stem) || !/^[\d\s,.&+]+$/.test(first?.text ?? "") || found.length < options.length;
    return first && isMade && (isListed(stem) || !options.every(({ text }) => PAIR.test(text)))
      ? [{ detail: `${quoted(first.text)} puts other answers together.` }]
      : [];
  },
};

/** Whether the stem lists numbered statements. */
export const isListed = (stem: string): boolean =>
  /(?:^|\s)\(?(?:1|i|a)[.):]\s[\s\S]*\s\(?(?:2|ii|b)[.):]\s/iu.test(stem.slice(0, 3000));

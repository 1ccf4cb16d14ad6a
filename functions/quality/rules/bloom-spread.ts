import { type Coursework, type Item, itemsOf } from "../coursework.ts";
import { BLOOM_VERBS, LEVELS, type Level } from "../lexicons/bloom.ts";
import type { LexiconLanguage, Measure } from "../rule.ts";
import { wordsOf } from "../words.ts";

/** Fewer say nothing of a spread. */
const FEWEST_ITEMS = 5;
/** Half of a school's test asks for more than knowing; a quarter shows that the course aims there at all. */
const GOOD = 40;
const FAIR = 20;

const verbs = new Map<LexiconLanguage, ReadonlyMap<string, Level>>();

function verbsOf(language: LexiconLanguage): ReadonlyMap<string, Level> {
  const before = verbs.get(language);
  if (before) return before;
  const made = new Map(
    LEVELS.flatMap((level) => BLOOM_VERBS[language][level].map((verb): [string, Level] => [verb, level])),
  );
  verbs.set(language, made);
  return made;
}

/** "Which state", "the design": English verbs that stand as nouns. */
const DETERMINERS: ReadonlySet<string> = new Set(
  "the a an which what this these those each every some any no of whose its their his her your our".split(
    " ",
  ),
);

/** The level of a text: of the first verb that tells one. */
const levelIn = (text: string, language: LexiconLanguage): Level | undefined => {
  const known = verbsOf(language);
  const words = wordsOf(text);
  const word = words.find((candidate, at) => known.has(candidate) && !DETERMINERS.has(words[at - 1] ?? ""));
  return word === undefined ? undefined : known.get(word);
};

/**
 * What a question asks for: what its author says, else what its objective's or its own first verb says. An objective
 * tells what is aimed at, not what is asked, so a stem that says it comes first.
 */
export const levelOf = (
  { bloom, stem, objective = "" }: Item,
  language: LexiconLanguage,
): Level | undefined => bloom ?? levelIn(stem, language) ?? levelIn(objective, language);

export const bloomSpread: Measure = {
  name: "bloom-spread",
  title: "Questions that ask for more than knowing",
  source: "Anderson & Krathwohl, A Taxonomy for Learning, Teaching, and Assessing, 2001",
  languages: ["en", "es", "de"],
  measure: (course: Coursework, { language }) => {
    if (!language) return undefined;
    const levels = itemsOf(course).flatMap((item) => levelOf(item, language) ?? []);
    if (levels.length < FEWEST_ITEMS) return undefined;
    const higher = levels.filter((level) => LEVELS.indexOf(level) >= LEVELS.indexOf("apply")).length;
    const value = Math.round((100 * higher) / levels.length);
    return {
      name: "bloom-spread",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: value >= GOOD ? "good" : value >= FAIR ? "fair" : "poor",
      sentence:
        higher === 0
          ? `None of ${levels.length} questions asks to apply, analyse, evaluate or create; all ask to remember or understand.`
          : `${higher} of ${levels.length} questions ${higher === 1 ? "asks" : "ask"} to apply, analyse, evaluate or create (${value} %); the others ask to remember or understand.`,
    };
  },
};

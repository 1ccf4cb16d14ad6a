import { english } from "./lexicons/english.ts";
import { german } from "./lexicons/german.ts";
import { type Lexicon, type LexiconLanguage, nothing } from "./lexicons/list.ts";
import { spanish } from "./lexicons/spanish.ts";

export type { Lexicon } from "./lexicons/list.ts";

/** A language without words: the rules that need them are not asked. */
const none: Lexicon = {
  ...{ language: undefined, stopWords: new Set(), absolutes: nothing, notAbsolute: nothing, vague: nothing },
  ...{ noneOfTheAbove: nothing, allOfTheAbove: nothing, negativeStem: nothing, combination: nothing },
  ...{ yes: new Set(), no: new Set(), unfocused: nothing },
  ...{ places: [], rightIs: nothing, isRight: nothing, isWrong: nothing },
};

const lexicons: Readonly<Record<LexiconLanguage, Lexicon>> = { en: english, es: spanish, de: german };

/** The words for a BCP 47 tag, by its first part: `de-AT` is German. */
export function lexiconFor(language: string): Lexicon {
  const [primary] = language.toLowerCase().split("-");
  return primary === "en" || primary === "es" || primary === "de" ? lexicons[primary] : none;
}

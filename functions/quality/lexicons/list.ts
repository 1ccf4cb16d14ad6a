/** The languages that rules have words for. */
export type LexiconLanguage = "en" | "es" | "de";

/** The words of a language that rules look for, folded (see `fold`); patterns are matched against folded text. */
export interface Lexicon {
  readonly language: LexiconLanguage | undefined;
  /** Words that carry no content of their own: articles, pronouns, prepositions, auxiliaries, question words. */
  readonly stopWords: ReadonlySet<string>;
  /** Words that hold without exception. */
  readonly absolutes: RegExp;
  /** What looks like one and is a technical term or a name. */
  readonly notAbsolute: RegExp;
  /** Words of frequency or amount that everybody reads in another way. */
  readonly vague: RegExp;
  readonly noneOfTheAbove: RegExp;
  readonly allOfTheAbove: RegExp;
  /** A stem that asks for what does not hold. */
  readonly negativeStem: RegExp;
  /** An option that is made of others: `A and B`, `both 1 and 3`. */
  readonly combination: RegExp;
  /** What the two options of a true/false question say. */
  readonly yes: ReadonlySet<string>;
  readonly no: ReadonlySet<string>;
  /** A stem that names nothing it asks about. */
  readonly unfocused: RegExp;
  /** How an explanation names an option by its place, the first one first. */
  readonly places: readonly string[];
  /** What an explanation says before, or after, the option it calls right. */
  readonly rightIs: RegExp;
  readonly isRight: RegExp;
  readonly isWrong: RegExp;
}

/** Words, separated by spaces, as a set. */
export const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Any of some words or phrases, as whole words. */
export const anyOf = (list: readonly string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}-])(?:${list.join("|")})(?![\\p{L}\\p{N}-])`, "u");

/** A pattern whose `\\b` is the edge of a word in any alphabet, not in ASCII alone: "qué" ends in a letter. */
export const edged = ({ source }: RegExp): RegExp =>
  new RegExp(
    source.replaceAll(
      "\\b",
      "(?:(?<![\\p{L}\\p{N}])(?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}])(?![\\p{L}\\p{N}]))",
    ),
    "u",
  );

/** Matches nothing. */
export const nothing = /(?!)/;

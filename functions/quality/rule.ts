import type { Coursework, Item, LessonText } from "./coursework.ts";
import type { Lexicon, LexiconLanguage } from "./lexicons/list.ts";

export type { LexiconLanguage } from "./lexicons/list.ts";

/**
 * How bad it is. An `error` never reaches a learner; a `warning` is a flaw that makes a question or a text worse; a
 * `note` is worth knowing.
 */
export const SEVERITIES = ["note", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The languages a rule has words for: `any` where it looks at no words of a language. */
export type Languages = "any" | readonly LexiconLanguage[];

/** What every rule says of itself. */
export interface RuleInfo {
  /** In kebab-case, unique: `longest-key`. */
  readonly name: string;
  /** What is wrong where it finds something, in a few words of a teacher: `The right answer is the longest`. */
  readonly title: string;
  readonly severity: Severity;
  /** What to do about it, in a sentence; also told to the model that repairs. */
  readonly advice: string;
  /** The publication the rule and its thresholds come from. */
  readonly source: string;
  readonly languages: Languages;
  /** It is asked in any language, and looks at words besides where it has some: elsewhere it sees the form alone. */
  readonly knowsWords?: true;
  /** Whether knowing of the finding helps to guess the right answer: it is shown to those who may see keys. */
  readonly reveals: boolean;
}

/** Something a rule found; the rule knows what it means. */
export interface Remark {
  /** What exactly is wrong, in one sentence a teacher understands; quotes at most 120 characters. */
  readonly detail: string;
  /** Where, when it is not the whole of what was looked at. */
  readonly pointer?: string;
}

/** Looks at one question by itself. */
export interface ItemRule extends RuleInfo {
  readonly scope: "item";
  readonly find: (item: Item, lexicon: Lexicon) => readonly Remark[];
}

/** Looks at a lesson in its course. */
export interface LessonRule extends RuleInfo {
  readonly scope: "lesson";
  readonly find: (lesson: LessonText, course: Coursework, lexicon: Lexicon) => readonly Remark[];
}

/** Looks at the course as a whole. */
export interface CourseRule extends RuleInfo {
  readonly scope: "course";
  readonly find: (course: Coursework, lexicon: Lexicon) => readonly Remark[];
}

export type Rule = ItemRule | LessonRule | CourseRule;

/** A number that says how good a course is in one respect, with its scale. */
export interface Score {
  /** In kebab-case: `blind-guesser`. */
  readonly name: string;
  readonly value: number;
  readonly scale: { readonly min: number; readonly max: number; readonly unit: string };
  readonly verdict: "good" | "fair" | "poor";
  /** What it means, in one sentence a teacher understands, with the number in it. */
  readonly sentence: string;
}

/** Measures a course; undefined when there is nothing to measure, as the sources of a course without any. */
export interface Measure extends Pick<RuleInfo, "name" | "title" | "source" | "languages" | "knowsWords"> {
  readonly measure: (course: Coursework, lexicon: Lexicon) => Score | undefined;
}

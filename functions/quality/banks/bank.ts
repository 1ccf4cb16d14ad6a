import { z } from "zod";
import { Bloom, QuestionKind } from "../../learning/block.ts";
import { Language } from "../../shared/language.ts";
import { type Fault, Problem } from "../../shared/problem.ts";
import { type Coursework, type Item, type LessonText, Pointer } from "../coursework.ts";

/** How question banks are written: ours, Moodle's GIFT, and 1EdTech's QTI (1.2, 2.x and 3.0). */
export const BankFormat = z.enum(["json", "gift", "qti"]);
export type BankFormat = z.infer<typeof BankFormat>;

/** What a bank may come to, so that whoever brings one costs what is foreseen. */
export const MOST_QUESTIONS = 1000;
export const MOST_OPTIONS = 100;
/** Of a question's text, an option or an explanation, in characters. */
export const LONGEST_TEXT = 10_000;

const text = z.string().max(LONGEST_TEXT);

/** A question of a bank, with what is right in it. */
export const BankItem = z
  .strictObject({
    /** A name of the author's, shown in the report. */
    name: text.optional(),
    stem: text.meta({ description: "The question, or a sentence with a gap (`____`), as text or Markdown" }),
    kind: QuestionKind.optional().meta({
      description:
        "Told by the options where it is left out: none is a `cloze`, one right is `single`, several are `multiple`",
    }),
    options: z
      .array(z.strictObject({ text, correct: z.boolean().default(false) }))
      .max(MOST_OPTIONS)
      .optional(),
    accepted: z.array(text).max(MOST_OPTIONS).optional().meta({
      description: "What may be written, where there is nothing to choose from",
    }),
    explanation: text.optional(),
    objective: text.optional(),
    bloom: Bloom.optional(),
  })
  .meta({ id: "QuestionBankItem" });
export type BankItem = z.infer<typeof BankItem>;

/** A question bank in our own form. */
export const QuestionBank = z
  .strictObject({
    title: text.optional(),
    language: Language.optional(),
    items: z.array(BankItem).min(1).max(MOST_QUESTIONS),
  })
  .meta({ id: "QuestionBank" });
export type QuestionBank = z.infer<typeof QuestionBank>;

/** Where a question stands in its file. */
export const Place = z
  .strictObject({
    /** JSON: an RFC 6901 pointer; GIFT: `/questions/3` is the third; QTI: `/items/<identifier>`. */
    pointer: Pointer,
    /** What its author calls it, or how it begins. */
    name: z.string(),
    /** 1 for the first; absent where the format is not read by lines. */
    line: z.int().positive().optional(),
  })
  .meta({ id: "QuestionPlace" });
export type Place = z.infer<typeof Place>;

/** A question that was left out, and why: of a kind that no rule knows, or broken. */
export const NotJudged = Place.extend({ broken: z.boolean(), reason: z.string() }).meta({
  id: "QuestionNotJudged",
});
export type NotJudged = z.infer<typeof NotJudged>;

/** A question as its format has it, before it is known to be within the limits. */
export type RawItem = Omit<Item, "id" | "pointer">;

/** One question of a file: what is judged, or why it is not. */
export type Found = Place & { readonly id?: string } & (
    | { readonly item: RawItem }
    | { readonly reason: string; readonly broken: boolean }
  );

/** A file, taken apart and not checked yet. */
export interface Opened extends Omit<Coursework, "language" | "lessons"> {
  readonly language?: string | undefined;
  readonly lessons: readonly (Omit<LessonText, "items"> & { readonly questions: readonly Found[] })[];
}

/** A bank without lessons of its own: all questions in one. */
export const inOneLesson = (questions: readonly Found[], title = "", language?: string): Opened => ({
  ...{ title, language, objectives: [], grounded: false },
  lessons: [
    {
      ...{ id: "bank", pointer: "", title, summary: "", objectives: [], sections: [], cards: [] },
      questions,
    },
  ],
});

/** RFC 6901 § 3: a part of a pointer. */
export const pointerPart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** How a question is called that has no name: by its first words. */
export const nameFrom = (stem: string): string => {
  const line = stem.slice(0, 300).replace(/\s+/g, " ").trim();
  return line.length <= 60 ? line : `${line.slice(0, 59).trimEnd()}…`;
};

/** What stands where something is to be filled in. */
export const GAP = " ____ ";
export const closeGap = (stem: string): string => stem.replace(/____ (?=[.,;:!?)])/g, "____");

/** Why nothing at all could be read. */
export const unreadable = (detail: string, errors: readonly Fault[] = []): Problem =>
  new Problem("bank-unreadable", detail, { errors });

/** Thrown by a reader about one question, which is then reported as broken; the others are read. */
export class BrokenQuestion extends Error {
  override readonly name = "BrokenQuestion";
  readonly line: number | undefined;
  constructor(reason: string, line?: number) {
    super(reason);
    this.line = line;
  }
}

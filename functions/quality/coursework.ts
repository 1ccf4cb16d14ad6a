import { z } from "zod";
import { Bloom, QuestionKind } from "../learning/block.ts";
import { Difficulty } from "../shared/difficulty.ts";
import { Language } from "../shared/language.ts";

/**
 * What is judged: a course, or a bank of questions, which is a course of one lesson without texts. The same form
 * serves drafts of a model, stored courses and the banks that others bring.
 */

/** Where something stands in what was handed in: a JSON Pointer (RFC 6901), as `/lessons/0/blocks/2/questions/1`. */
export const Pointer = z.string().regex(/^(?:\/[^/]*)*$/, "must be a JSON Pointer");

/** A question with what is right in it. Never shown as it is to whoever may not see answer keys. */
export const Item = z.strictObject({
  /** Unique within what is judged. */
  id: z.string().min(1),
  pointer: Pointer,
  kind: QuestionKind,
  /** The question, or the sentence with a gap (`____`), as plain text or Markdown. */
  stem: z.string(),
  /** In the order in which learners see them; empty where the answer is written. */
  options: z.array(z.strictObject({ text: z.string(), correct: z.boolean() })),
  /** What may be written, where there is nothing to choose from. */
  accepted: z.array(z.string()),
  /** What is shown after answering. */
  explanation: z.string().optional(),
  /** The objective it tests, in the words of the lesson's list. */
  objective: z.string().optional(),
  bloom: Bloom.optional(),
});
export type Item = z.infer<typeof Item>;

/** A quote, and the text of the source's passage that it is said to stand in; undefined when that is not there. */
export const CitedPassage = z.strictObject({ quote: z.string(), passage: z.string().optional() });
export type CitedPassage = z.infer<typeof CitedPassage>;

/** A stretch of a lesson that is read. */
export const Section = z.strictObject({
  id: z.string().min(1),
  pointer: Pointer,
  kind: z.enum(["text", "example", "code"]),
  markdown: z.string(),
  citations: z.array(CitedPassage),
});
export type Section = z.infer<typeof Section>;

export const FlashcardText = z.strictObject({
  id: z.string().min(1),
  pointer: Pointer,
  front: z.string(),
  back: z.string(),
});

export const LessonText = z.strictObject({
  id: z.string().min(1),
  pointer: Pointer,
  title: z.string(),
  summary: z.string(),
  objectives: z.array(z.string()),
  sections: z.array(Section),
  items: z.array(Item),
  cards: z.array(FlashcardText),
  estimatedMinutes: z.number().nonnegative().optional(),
});
export type LessonText = z.infer<typeof LessonText>;

export const Coursework = z.strictObject({
  title: z.string(),
  /** BCP 47. */
  language: Language,
  difficulty: Difficulty.optional(),
  objectives: z.array(z.string()),
  /** What the learner asked for. */
  targetMinutes: z.number().positive().optional(),
  /** Written from sources: every text is to cite them. */
  grounded: z.boolean(),
  lessons: z.array(LessonText),
});
export type Coursework = z.infer<typeof Coursework>;

/** Every question of a course, in order. */
export const itemsOf = ({ lessons }: Coursework): Item[] => lessons.flatMap(({ items }) => items);

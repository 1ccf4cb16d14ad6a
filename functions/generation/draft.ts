import { z } from "zod";
import { PageSpan } from "../learning/source.ts";
import { Difficulty } from "../shared/difficulty.ts";

/**
 * What a model is given and what it must answer, before anything is believed. The answers' schemas go to the
 * model as JSON Schema, so every limit here is one the model is told.
 */

/** A stretch of a source's text: `text` is exactly what stands there between the offsets (UTF-16). */
export const Passage = z.object({
  /** Short and unique within one request (`p1`, `p2`, …): what the model cites. */
  ref: z.string(),
  sourceId: z.string(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  heading: z.string().optional(),
  ...PageSpan.shape,
  text: z.string(),
});
export type Passage = z.infer<typeof Passage>;

/** What the learner asked for, with every default filled in. */
export const Brief = z.object({
  topic: z.string(),
  difficulty: Difficulty,
  /** BCP 47 language tag. */
  language: z.string(),
  interests: z.array(z.string()),
  objectives: z.array(z.string()),
  lessonCount: z.int().min(1).max(20),
  targetMinutes: z.int().positive().optional(),
  style: z.string().optional(),
});
export type Brief = z.infer<typeof Brief>;

export const OutlineInput = z.object({ brief: Brief, passages: z.array(Passage) });
export type OutlineInput = z.infer<typeof OutlineInput>;

const line = (max: number) => z.string().trim().min(1).max(max);

/** A lesson is written from at most this many passages; more would not be read. */
export const PASSAGES_PER_LESSON = 40;

export const LessonPlan = z.object({
  title: line(120),
  summary: line(600),
  objectives: z.array(line(200)).min(1).max(5),
  /** Words to search the sources for. */
  terms: z.array(line(80)).max(12),
  /** The passages (`ref`) this lesson is written from; empty when there are no sources. */
  passages: z.array(z.string()).max(PASSAGES_PER_LESSON),
});
export type LessonPlan = z.infer<typeof LessonPlan>;

export const Outline = z.object({
  title: line(120),
  summary: line(600),
  description: line(2000),
  tags: z.array(line(40)).max(8),
  objectives: z.array(line(200)).min(1).max(8),
  lessons: z.array(LessonPlan).min(1).max(20),
});
export type Outline = z.infer<typeof Outline>;

export const LessonInput = z.object({
  brief: Brief,
  outline: Outline,
  /** Index into `outline.lessons`. */
  index: z.int().nonnegative(),
  /** What this lesson is written from, in the order of the source. */
  passages: z.array(Passage),
  /** Other stretches of the same sources: distractors come from here, nothing is cited from here. */
  surroundings: z.array(Passage),
});
export type LessonInput = z.infer<typeof LessonInput>;

const Quote = z.object({ passage: z.string(), quote: line(400) });

export const TextDraft = z.object({
  markdown: line(6000),
  citations: z.array(Quote).max(12),
});

export type TextDraft = z.infer<typeof TextDraft>;

export const QuestionDraft = z.object({
  kind: z.enum(["single", "multiple", "trueFalse", "cloze"]),
  prompt: line(500),
  options: z
    .array(z.object({ text: line(200), correct: z.boolean() }))
    .min(1)
    .max(8),
  explanation: line(600),
  objective: line(200).optional(),
  bloom: z.enum(["remember", "understand", "apply", "analyze", "evaluate", "create"]).optional(),
});
export type QuestionDraft = z.infer<typeof QuestionDraft>;

export const LessonDraft = z.object({
  summary: line(600),
  texts: z.array(TextDraft).min(1).max(8),
  example: line(3000).optional(),
  questions: z.array(QuestionDraft).min(1).max(10),
  flashcards: z.array(z.object({ front: line(200), back: line(500) })).max(12),
});
export type LessonDraft = z.infer<typeof LessonDraft>;

export const ReviewInput = z.object({
  brief: Brief,
  outline: Outline,
  lessons: z.array(z.object({ title: z.string(), summary: z.string(), questions: z.array(z.string()) })),
});
export type ReviewInput = z.infer<typeof ReviewInput>;

export const Review = z.object({
  summary: line(600),
  description: line(2000),
  tags: z.array(line(40)).max(8),
  /** What a careful reader would complain about, lesson by lesson (index). */
  issues: z.array(z.object({ lesson: z.int().nonnegative(), problem: line(400) })).max(40),
});
export type Review = z.infer<typeof Review>;

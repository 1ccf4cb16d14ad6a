import { z } from "zod";
import { countWords } from "../quality/words.ts";
import { Block } from "./block.ts";

export const LessonStatus = z.enum(["pending", "writing", "ready", "failed"]);
export type LessonStatus = z.infer<typeof LessonStatus>;

export const Lesson = z
  .strictObject({
    id: z.uuid(),
    courseId: z.uuid(),
    /** 1 for the first. */
    order: z.int().positive(),
    title: z.string(),
    summary: z.string(),
    objectives: z.array(z.string()),
    estimatedMinutes: z.int().nonnegative(),
    status: LessonStatus,
    /** Rises with every change but making room; the number an `If-Match` is compared with. */
    version: z.int().positive(),
    /** The share of the points, 0 to 1, that passes its quiz; 0.7 unless said. */
    passMark: z.number().min(0).max(1).optional(),
    blocks: z.array(Block),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Lesson" });
export type Lesson = z.infer<typeof Lesson>;

/** A changed lesson: its version rises with every change a reader can see. */
export const changedLesson = (lesson: Lesson, at: string, changes: Partial<Lesson>): Lesson => ({
  ...lesson,
  ...changes,
  version: lesson.version + 1,
  updatedAt: at,
});

/** A lesson in a list: without what it says. */
export const LessonSummary = Lesson.omit({ blocks: true }).meta({ id: "LessonSummary" });
export type LessonSummary = z.infer<typeof LessonSummary>;

/** Learners who read to remember. */
export const WORDS_PER_MINUTE = 180;
export const MINUTES_PER_QUESTION = 0.75;
export const MINUTES_PER_CARD = 0.25;

/** How long a learner needs: reading, and thinking about each question and card. At least a minute. */
export function minutesFor(blocks: readonly Block[]): number {
  const minutes = blocks.map((block) => {
    if (block.type === "quiz") return block.questions.length * MINUTES_PER_QUESTION;
    if (block.type === "flashcards") return block.cards.length * MINUTES_PER_CARD;
    const text =
      block.type === "code" ? block.code : block.type === "resource" ? block.title : block.markdown;
    return countWords(text) / WORDS_PER_MINUTE;
  });
  return Math.max(1, Math.round(minutes.reduce((sum, part) => sum + part, 0)));
}

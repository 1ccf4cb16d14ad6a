import { z } from "zod";
import { Bloom, QuestionKind } from "./block.ts";

/** What an author sends. An `id` names what is there already; without one something new is made. */
const known = { id: z.uuid().optional() };

const text = (max: number) => z.string().trim().min(1).max(max);
/** A parser takes time with the square of them. */
const MOST_LINES = 2000;
/** Markdown (GFM). HTML in it is shown as the text it is. */
const markdown = z
  .string()
  .trim()
  .min(1)
  .max(20_000)
  .refine((value) => value.split("\n").length <= MOST_LINES, `must have at most ${MOST_LINES} lines`);

export const QuestionInput = z
  .strictObject({
    ...known,
    prompt: text(1000),
    kind: QuestionKind,
    options: z
      .array(z.strictObject({ ...known, text: text(500), correct: z.boolean().optional() }))
      .max(12)
      .default([]),
    acceptedTexts: z
      .array(text(200))
      .max(20)
      .optional()
      .meta({ description: "Of a cloze without options: what may be written; the first is shown as right" }),
    hint: text(500).optional(),
    objective: text(200).optional(),
    bloom: Bloom.optional(),
    explanation: z.string().trim().max(2000).optional(),
  })
  .meta({
    id: "QuestionInput",
    description:
      "A question that is there already keeps its answer key where none is said, as long as its kind and its options stay",
  });
export type QuestionInput = z.infer<typeof QuestionInput>;

export const BlockInput = z
  .discriminatedUnion("type", [
    z.strictObject({ ...known, type: z.literal("text"), markdown }),
    z.strictObject({ ...known, type: z.literal("example"), markdown }),
    z.strictObject({
      ...known,
      type: z.literal("code"),
      language: z.string().trim().max(40),
      code: z.string().min(1).max(20_000),
      explanation: text(2000).optional(),
    }),
    z.strictObject({ ...known, type: z.literal("quiz"), questions: z.array(QuestionInput).min(1).max(50) }),
    z.strictObject({
      ...known,
      type: z.literal("flashcards"),
      cards: z
        .array(z.strictObject({ ...known, front: text(1000), back: text(1000) }))
        .min(1)
        .max(100),
    }),
    z.strictObject({
      ...known,
      type: z.literal("resource"),
      title: text(200),
      url: z.url({ protocol: /^https?$/, hostname: z.regexes.domain }).max(2000),
      kind: z.enum(["video", "article", "book", "podcast", "document"]),
      attribution: text(200).optional(),
    }),
  ])
  .meta({ id: "BlockInput" });
export type BlockInput = z.infer<typeof BlockInput>;

/** What an author says of a lesson. */
export const LessonInput = z
  .strictObject({
    title: text(200),
    summary: z.string().trim().max(1000).default(""),
    objectives: z.array(text(200)).max(8).default([]),
    blocks: z.array(BlockInput).max(60).default([]),
    order: z.int().min(1).optional().meta({ description: "Its place; the last unless said" }),
    passMark: z.number().min(0).max(1).optional(),
  })
  .meta({ id: "LessonInput" });
export type LessonInput = z.infer<typeof LessonInput>;

/** A change of a lesson (RFC 7396); `blocks`, where given, are all it has afterwards. */
export const LessonChange = z
  .strictObject({
    title: text(200),
    summary: z.string().trim().max(1000),
    objectives: z.array(text(200)).max(8),
    blocks: z.array(BlockInput).max(60),
    order: z.int().min(1).meta({ description: "Its new place; the others make room" }),
    passMark: z.number().min(0).max(1).nullable(),
  })
  .partial()
  .meta({ id: "LessonChange" });
export type LessonChange = z.infer<typeof LessonChange>;

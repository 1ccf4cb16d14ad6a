import { z } from "zod";

/** Where a sentence comes from: `text.slice(start, end) === quote` in the source's text (UTF-16 offsets). */
export const Citation = z
  .strictObject({
    sourceId: z.uuid(),
    quote: z.string(),
    start: z.int().nonnegative(),
    end: z.int().positive(),
    /** Of the source, on which the quote begins. */
    page: z.int().positive().optional(),
    /** The source was removed since: the quote stays, its place cannot be looked up any more. */
    sourceDeleted: z.literal(true).optional(),
  })
  .meta({ id: "Citation" });
export type Citation = z.infer<typeof Citation>;

export const QuestionKind = z.enum(["single", "multiple", "trueFalse", "cloze"]);
export const Bloom = z.enum(["remember", "understand", "apply", "analyze", "evaluate", "create"]);

/** A question as a learner sees it before answering: what is right stands in the answer key alone. */
export const Question = z
  .strictObject({
    id: z.uuid(),
    prompt: z.string(),
    kind: QuestionKind,
    options: z.array(z.strictObject({ id: z.uuid(), text: z.string() })),
    hint: z.string().optional(),
    objective: z.string().optional(),
    bloom: Bloom.optional(),
  })
  .meta({ id: "Question" });
export type Question = z.infer<typeof Question>;

const blockId = { id: z.uuid() };

export const Block = z
  .discriminatedUnion("type", [
    z.strictObject({
      ...blockId,
      type: z.literal("text"),
      markdown: z.string(),
      citations: z.array(Citation).optional(),
    }),
    z.strictObject({ ...blockId, type: z.literal("example"), markdown: z.string() }),
    z.strictObject({
      ...blockId,
      type: z.literal("code"),
      language: z.string(),
      code: z.string(),
      explanation: z.string().optional(),
    }),
    z.strictObject({ ...blockId, type: z.literal("quiz"), questions: z.array(Question) }),
    z.strictObject({
      ...blockId,
      type: z.literal("flashcards"),
      cards: z.array(z.strictObject({ id: z.uuid(), front: z.string(), back: z.string() })),
    }),
    z.strictObject({
      ...blockId,
      type: z.literal("resource"),
      title: z.string(),
      url: z.url(),
      kind: z.enum(["video", "article", "book", "podcast", "document"]),
      attribution: z.string().optional(),
    }),
  ])
  .meta({ id: "Block" });
export type Block = z.infer<typeof Block>;

const QuestionKey = z.strictObject({
  /** Empty where an answer is written, not chosen. */
  correctOptionIds: z.array(z.uuid()),
  /** What to write in the gap, where there is nothing to choose from. */
  correctText: z.string().optional(),
  /** Other things to write that are as right. */
  acceptedTexts: z.array(z.string()).optional(),
  explanation: z.string(),
});

/** What is right, as its author sees it. */
export const ShownKey = z.strictObject({
  lessonId: z.uuid(),
  questions: z.record(z.uuid(), QuestionKey),
});
export type ShownKey = z.infer<typeof ShownKey>;

/** What is right, and why. Kept in a collection of its own and shown to nobody before they have answered. */
export const AnswerKey = z.strictObject({
  lessonId: z.uuid(),
  questions: z.record(
    z.uuid(),
    /** One that came with a copy of somebody else's course is not its owner's to see. */
    QuestionKey.extend({ copied: z.literal(true).optional() }),
  ),
});
export type AnswerKey = z.infer<typeof AnswerKey>;

/** What the author of a course may see of its keys: what they said themselves, or had written. */
export const shownKey = ({ lessonId, questions }: AnswerKey): ShownKey => ({
  lessonId,
  questions: Object.fromEntries(
    Object.entries(questions).flatMap(([id, { copied, ...key }]) => (copied ? [] : [[id, key]])),
  ),
});

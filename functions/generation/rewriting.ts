import { z } from "zod";
import type { Block, Citation } from "../learning/block.ts";
import type { Lesson } from "../learning/lesson.ts";
import { Brief, LessonDraft, Passage, QuestionDraft, TextDraft } from "./draft.ts";

/** What a model is given to write a part of a lesson anew, and what it must answer, before anything is believed. */

const Cards = LessonDraft.shape.flashcards;

/** What a lesson says now. What is right in its questions is not told. */
const Present = z.object({
  texts: z.array(z.string()),
  examples: z.array(z.string()),
  questions: z.array(z.string()),
  cards: z.array(z.object({ front: z.string(), back: z.string() })),
});

export const RewriteInput = z.object({
  brief: Brief,
  /** The course's title, and those of its lessons. */
  course: z.object({ title: z.string(), lessons: z.array(z.string()) }),
  lesson: z.object({
    /** 1 for the first. */
    order: z.int().positive(),
    title: z.string(),
    summary: z.string(),
    objectives: z.array(z.string()),
  }),
  present: Present,
  /** What its author asks for. */
  instruction: z.string().optional(),
  /** What it is written from, in the order of the source. */
  passages: z.array(Passage),
  /** Other stretches of the same sources: distractors come from here, nothing is cited from here. */
  surroundings: z.array(Passage),
});
export type RewriteInput = z.infer<typeof RewriteInput>;

/** The kinds of block that a model can write. */
export const BlockKind = z.enum(["text", "example", "code", "quiz", "flashcards"]);
export type BlockKind = z.infer<typeof BlockKind>;

const line = (max: number) => z.string().trim().min(1).max(max);
const code = { language: z.string().max(40), code: line(6000), explanation: line(2000).optional() };

/** The answer of each kind. */
export const BlockDrafts = {
  text: z.object({ kind: z.literal("text"), ...TextDraft.shape }),
  example: z.object({ kind: z.literal("example"), markdown: line(3000) }),
  code: z.object({ kind: z.literal("code"), ...code }),
  quiz: z.object({ kind: z.literal("quiz"), questions: z.array(QuestionDraft).min(1).max(10) }),
  flashcards: z.object({ kind: z.literal("flashcards"), cards: Cards.min(1) }),
} as const;
export type BlockDraft = z.infer<(typeof BlockDrafts)[BlockKind]>;

export const BlockInput = RewriteInput.extend({
  /** The one block that is written anew, as it is; `present` tells of the others. */
  block: z.discriminatedUnion("kind", [
    BlockDrafts.text,
    BlockDrafts.example,
    BlockDrafts.code,
    z.object({ kind: z.literal("quiz"), questions: z.array(z.string()) }),
    z.object({
      kind: z.literal("flashcards"),
      cards: z.array(z.object({ front: z.string(), back: z.string() })),
    }),
  ]),
});
export type BlockInput = z.infer<typeof BlockInput>;

/** A text is shown to the model up to this many characters. */
const SHOWN = 4000;

/** What some blocks say, as a model is told. */
export function presentOf(blocks: readonly Block[]): z.infer<typeof Present> {
  return {
    texts: blocks.flatMap((block) => (block.type === "text" ? [block.markdown.slice(0, SHOWN)] : [])),
    examples: blocks.flatMap((block) => (block.type === "example" ? [block.markdown.slice(0, SHOWN)] : [])),
    questions: blocks.flatMap((block) =>
      block.type === "quiz" ? block.questions.map(({ prompt }) => prompt) : [],
    ),
    cards: blocks.flatMap((block) =>
      block.type === "flashcards" ? block.cards.map(({ front, back }) => ({ front, back })) : [],
    ),
  };
}

/** A block as a model is told of it; `undefined` for one that no model can write. */
export function blockTold(block: Block, passages: readonly Passage[]): BlockInput["block"] | undefined {
  switch (block.type) {
    case "text": {
      const citations = (block.citations ?? []).flatMap((citation) => {
        const cited = passages.find((passage) => holds(passage, citation));
        return cited ? [{ passage: cited.ref, quote: citation.quote.slice(0, 400) }] : [];
      });
      return { kind: "text", markdown: block.markdown.slice(0, 6000), citations: citations.slice(0, 12) };
    }
    case "example":
      return { kind: "example", markdown: block.markdown.slice(0, 3000) };
    case "code":
      return { kind: "code", language: block.language.slice(0, 40), code: block.code.slice(0, 6000) };
    case "quiz":
      return { kind: "quiz", questions: block.questions.map(({ prompt }) => prompt) };
    case "flashcards":
      return { kind: "flashcards", cards: block.cards.map(({ front, back }) => ({ front, back })) };
    case "resource":
      return undefined;
  }
}

/** Whether a citation's place lies in a passage, or begins there. */
export const holds = (passage: Passage, { sourceId, start }: Pick<Citation, "sourceId" | "start">): boolean =>
  passage.sourceId === sourceId && passage.start <= start && start < passage.end;

/** Every place that some lessons cite. */
export const citationsIn = (lessons: readonly Pick<Lesson, "blocks">[]): Citation[] =>
  lessons.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : [])),
  );

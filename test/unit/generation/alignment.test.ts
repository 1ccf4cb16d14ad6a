import { describe, expect, it } from "vitest";
import { aligned, type Keyed, replaced } from "#functions/generation/alignment";
import { buildLesson } from "#functions/generation/build-lesson";
import type { LessonDraft } from "#functions/generation/draft";
import type { Block } from "#functions/learning/block";
import type { Lesson } from "#functions/learning/lesson";
import { aLessonDraft, aPassage, aQuestion } from "../../support/drafts.ts";

const at = "2026-01-01T12:00:00.000Z";
let next = 0;
const newId = () => `00000000-0000-4000-8000-${String(++next).padStart(12, "0")}`;

function made(changes: Partial<LessonDraft> = {}): Keyed {
  const lesson: Lesson = {
    ...{ id: newId(), courseId: newId(), order: 1, title: "Light", summary: "", objectives: [] },
    ...{ estimatedMinutes: 0, version: 1, blocks: [], createdAt: at, updatedAt: at },
    status: "ready",
  };
  const draft = { ...aLessonDraft(), ...changes };
  const built = buildLesson({ newId }, { lesson, draft, passages: [aPassage()], at });
  return { blocks: built.lesson.blocks, keys: built.key.questions };
}
const quizOf = ({ blocks }: { blocks: readonly Block[] }) => {
  const quiz = blocks.find((block) => block.type === "quiz");
  if (!quiz) throw new Error("no quiz");
  return quiz;
};

describe("aligned", () => {
  it("leaves a lesson that says the same as it was, to the last id", () => {
    const before = made();
    expect(aligned(before, made())).toEqual({ blocks: before.blocks, keys: {} });
  });

  it("gives what says something else the place of what it replaces, with keys for its new questions alone", () => {
    const before = made();
    const [first, ...others] = aLessonDraft().questions;
    if (!first) throw new Error("a question");
    const other = aQuestion({ prompt: "What burns?", texts: ["Wood", "Stone", "Water", "Iron"] });
    const after = made({ questions: [other, ...others] });
    const { blocks, keys } = aligned(before, after);
    expect(blocks.map(({ id }) => id)).toEqual(before.blocks.map(({ id }) => id));
    const [asked, ...kept] = quizOf({ blocks }).questions;
    expect(kept).toEqual(quizOf(before).questions.slice(1));
    expect(asked?.prompt).toBe("What burns?");
    expect(Object.keys(keys)).toEqual([asked?.id]);
  });

  it("takes a question with another right answer for another question", () => {
    const before = made();
    const [first, ...others] = aLessonDraft().questions;
    if (!first) throw new Error("a question");
    const corrected = {
      ...first,
      options: first.options.map((o) => ({ ...o, correct: o.text === "Stone" })),
    };
    const { blocks, keys } = aligned(before, made({ questions: [corrected, ...others] }));
    const [asked] = quizOf({ blocks }).questions;
    expect(asked?.id).not.toBe(quizOf(before).questions[0]?.id);
    expect(Object.keys(keys)).toEqual([asked?.id]);
  });

  it("keeps what its author put in, and removes what has no successor", () => {
    const film: Block = {
      id: newId(),
      type: "resource",
      title: "Film",
      url: "https://example.com",
      kind: "video",
    };
    const old = made();
    const before = { ...old, blocks: [film, ...old.blocks] };
    const { blocks } = aligned(before, made({ flashcards: [], example: "A leaf in June." }));
    expect(blocks.map(({ type }) => type)).toEqual(["resource", "text", "example", "quiz"]);
    expect(blocks[0]).toBe(film);
  });
});

describe("replaced", () => {
  it("keeps the ids of the block and of cards that are the same", () => {
    const before = made();
    const old = before.blocks.find(({ type }) => type === "flashcards");
    const after = made({
      flashcards: [
        { front: "Leaf", back: "Makes sugar." },
        { front: "Root", back: "Drinks." },
      ],
    });
    const block = after.blocks.find(({ type }) => type === "flashcards");
    if (!old || !block || old.type !== "flashcards") throw new Error("cards");
    const cards = replaced({ old, keys: {} }, { block, keys: {} });
    expect(cards.block.id).toBe(old.id);
    expect(cards.block.type === "flashcards" && cards.block.cards[0]).toEqual(old.cards[0]);
  });
});

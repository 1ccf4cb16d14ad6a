import { describe, expect, it } from "vitest";
import { buildLesson } from "#functions/generation/build-lesson";
import { Lesson } from "#functions/learning/lesson";
import { aLessonDraft, aPassage, aQuestion, leafText } from "../../support/drafts.ts";

const at = "2026-01-01T12:00:00.000Z";
let next = 0;
const newId = () => `00000000-0000-4000-8000-${String(++next).padStart(12, "0")}`;

const planned: Lesson = {
  id: newId(),
  courseId: newId(),
  order: 1,
  title: "Light",
  summary: "",
  objectives: [],
  estimatedMinutes: 0,
  status: "writing",
  version: 1,
  blocks: [],
  createdAt: at,
  updatedAt: at,
};

const build = (changes: Partial<ReturnType<typeof aLessonDraft>> = {}) =>
  buildLesson(
    { newId },
    { lesson: planned, draft: { ...aLessonDraft(), ...changes }, passages: [aPassage()], at },
  );

describe("buildLesson", () => {
  it("makes a lesson its schema accepts, ready to read", () => {
    const { lesson } = build();
    expect(Lesson.parse(lesson)).toEqual(lesson);
    expect(lesson).toMatchObject({ status: "ready", summary: "Light makes sugar." });
    expect(lesson.blocks.map((block) => block.type)).toEqual(["text", "quiz", "flashcards"]);
  });

  it("cites the source's own words at their place, each place once", () => {
    const quote = { passage: "p1", quote: "light falls on a leaf" };
    const { lesson } = build({ texts: [{ markdown: "Light.", citations: [quote, quote] }] });
    const [text] = lesson.blocks;
    const citations = text?.type === "text" ? (text.citations ?? []) : [];
    expect(citations).toHaveLength(1);
    for (const citation of citations)
      expect(leafText.slice(citation.start, citation.end)).toBe(citation.quote);
  });

  it("keeps what is right, and why, out of the lesson and in the key", () => {
    const questions = aLessonDraft().questions.map((question) => ({
      ...question,
      explanation: "CANARY because",
    }));
    const { lesson, key } = build({ questions });
    expect(JSON.stringify(lesson)).not.toContain("CANARY");
    expect(JSON.stringify(lesson)).not.toContain("correct");
    const quiz = lesson.blocks.find((block) => block.type === "quiz");
    for (const question of quiz?.questions ?? []) {
      const [right] = key.questions[question.id]?.correctOptionIds ?? [];
      expect(["Light", "Sugar", "Water"]).toContain(
        question.options.find((option) => option.id === right)?.text,
      );
    }
  });

  it("orders options by nothing a learner could guess from, the same each time", () => {
    const questions = Array.from({ length: 60 }, (_, index) => aQuestion({ prompt: `Question ${index}?` }));
    const orders = () => {
      const quiz = build({ questions }).lesson.blocks.find((block) => block.type === "quiz");
      return (quiz?.questions ?? []).map((question) => question.options.map((option) => option.text));
    };
    const places = orders().map((texts) => texts.indexOf("Light"));
    for (const place of [0, 1, 2, 3]) expect(places.filter((at) => at === place).length).toBeGreaterThan(5);
    expect(orders()).toEqual(orders());
  });

  it("lets numbers rise", () => {
    const question = aQuestion({ texts: ["1,200 km", "90 km", "870 km", "10,000 km"] });
    const quiz = build({ questions: [question] }).lesson.blocks.find((block) => block.type === "quiz");
    const texts = quiz?.questions[0]?.options.map((option) => option.text);
    expect(texts).toEqual(["90 km", "870 km", "1,200 km", "10,000 km"]);
  });

  it("leaves true before false", () => {
    const question = aQuestion({ kind: "trueFalse", texts: ["True", "False"], right: [1] });
    const quiz = build({ questions: [question] }).lesson.blocks.find((block) => block.type === "quiz");
    expect(quiz?.questions[0]?.options.map((option) => option.text)).toEqual(["True", "False"]);
  });
});

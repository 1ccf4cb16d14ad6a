import { describe, expect, it } from "vitest";
import { checkLesson, checkOutline } from "#functions/generation/check-draft";
import {
  aLessonDraft,
  aLessonInput,
  anOutlineDraft,
  anOutlineInput,
  aQuestion,
} from "../../support/drafts.ts";

describe("checkOutline", () => {
  it("accepts a sound outline", () => {
    expect(checkOutline(anOutlineDraft(), anOutlineInput())).toEqual([]);
  });

  it.each(["summary", "description", "lesson"])("finds what is unfit for learners in the %s", (where) => {
    const outline = anOutlineDraft();
    const said = "How to make a pipe bomb at home.";
    const [first, ...others] = outline.lessons;
    const told =
      where === "lesson"
        ? { ...outline, lessons: first ? [{ ...first, objectives: [said] }, ...others] : [] }
        : { ...outline, [where]: said };
    expect(checkOutline(told, anOutlineInput())).toEqual([
      expect.stringContaining("The plan holds what is not fit for learners"),
    ]);
  });

  it("counts lessons", () => {
    const input = anOutlineInput({ lessonCount: 1 });
    expect(checkOutline(anOutlineDraft(), input)).toEqual(["There are 2 lessons; plan at most 1."]);
  });

  it("finds titles that say the same", () => {
    const outline = anOutlineDraft();
    const lessons = outline.lessons.map((lesson, index) => ({
      ...lesson,
      title: index ? " light " : "Light",
    }));
    expect(checkOutline({ ...outline, lessons }, anOutlineInput())).toEqual([
      "Two lessons have the same title.",
    ]);
  });

  it("finds passages that do not exist, and lessons without any", () => {
    const outline = anOutlineDraft();
    const [first, second] = outline.lessons;
    const lessons = [
      { ...first, passages: ["p9"] },
      { ...second, passages: [] },
    ] as typeof outline.lessons;
    expect(checkOutline({ ...outline, lessons }, anOutlineInput())).toEqual([
      "Lesson 1 names passages that do not exist: p9.",
      "Lesson 2 names no passage it is written from.",
    ]);
  });
});

describe("checkLesson", () => {
  it("accepts a sound lesson", () => {
    expect(checkLesson(aLessonDraft(), aLessonInput())).toEqual([]);
  });

  it.each([
    ["no right option", aQuestion({ right: [] }), /exactly one option must be right; 0 are/],
    ["two right options", aQuestion({ right: [0, 1] }), /exactly one option must be right; 2 are/],
    [
      "a multiple question with one right option",
      aQuestion({ kind: "multiple", right: [0] }),
      /at least two/,
    ],
    [
      "a multiple question with nothing wrong",
      aQuestion({ kind: "multiple", right: [0, 1, 2, 3] }),
      /must be wrong/,
    ],
    [
      "equal options",
      aQuestion({ texts: ["Light", "ＬＩＧＨＴ ", "Water", "Air"] }),
      /two options are the same/,
    ],
    ["one option", aQuestion({ texts: ["Light"] }), /at least two options/],
    ["a true/false question with four options", aQuestion({ kind: "trueFalse" }), /has two options/],
  ])("finds %s", (_, question, finding) => {
    const draft = aLessonDraft();
    const questions = [question, ...draft.questions.slice(1)];
    expect(checkLesson({ ...draft, questions }, aLessonInput())).toEqual([expect.stringMatching(finding)]);
  });

  it("wants three questions that differ", () => {
    const draft = aLessonDraft();
    expect(checkLesson({ ...draft, questions: draft.questions.slice(0, 2) }, aLessonInput())).toHaveLength(1);
    const [first] = draft.questions;
    const twice = { ...draft, questions: [first, first, ...draft.questions] as typeof draft.questions };
    expect(checkLesson(twice, aLessonInput())).toEqual(["Two questions ask the same."]);
  });

  it.each([
    ["a text without citation", [], /cites no passage/],
    [
      "a passage that does not exist",
      [{ passage: "p9", quote: "Light falls on a leaf." }],
      /not one of the passages/,
    ],
    [
      "a quote that does not stand there",
      [{ passage: "p1", quote: "Light falls on a stone." }],
      /does not stand in p1/,
    ],
  ])("finds %s", (_, citations, finding) => {
    const draft = aLessonDraft();
    const texts = [{ markdown: "Light falls.", citations }];
    expect(checkLesson({ ...draft, texts }, aLessonInput())).toEqual([expect.stringMatching(finding)]);
  });

  it("wants no citations where there is nothing to cite", () => {
    const draft = aLessonDraft();
    const texts = [{ markdown: "Light falls.", citations: [] }];
    expect(checkLesson({ ...draft, texts }, { ...aLessonInput(), passages: [] })).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badgeOf, QualityBadge } from "#functions/quality/badge";
import { Coursework } from "#functions/quality/coursework";
import { judgeCoursework } from "#functions/quality/judge-coursework";
import { QualityReport } from "#functions/quality/report";
import { tellReport } from "#functions/quality/tell-report";
import { anItem, aSection, courseOf } from "./coursework.ts";

const flawed = courseOf(
  [{ objectives: ["Explain volcanoes"], sections: [aSection("Leaves are green.")], items: [anItem("A?")] }],
  { grounded: true },
);

describe("a report", () => {
  it("says in its first sentence how it came out, and then what matters most", () => {
    const { sentences } = judgeCoursework(flawed);
    expect(sentences[0]).toMatch(
      /^Not yet fit for learners: its one question has .*\. 1 thing is wrong\. \d other things? could be better\.$/,
    );
    expect(sentences[1]).toMatch(/^A text names no source \(once\): /);
    expect(sentences.length).toBeLessThanOrEqual(4);
  });

  it("has numbers of each lesson, which come to those of the course", () => {
    const course = courseOf([
      { id: "a", sections: [aSection("Leaves are green.")], items: [anItem("What makes leaves green?")] },
      { id: "b", items: [anItem("Which is NOT green?", { id: "n" }), anItem("A?", { id: "o" })] },
      { id: "c" },
    ]);
    const { items, lessons } = judgeCoursework(course);
    expect(lessons.map(({ lessonId, verdict, items: of }) => [lessonId, verdict, of.judged])).toEqual([
      ["a", "passed", 1],
      ["b", "passed", 2],
      ["c", "passed", 0],
    ]);
    expect(lessons.map(({ warnings }) => warnings > 0)).toEqual([false, true, false]);
    for (const name of ["judged", "withoutFlaws", "withOneFlaw", "withMoreFlaws"] as const)
      expect(lessons.reduce((sum, lesson) => sum + lesson.items[name], 0)).toBe(items[name]);
  });

  it("says which rules had no words of the language, and which saw the form alone", () => {
    const course = courseOf([{ items: [anItem("Laquelle est vraie ?")] }]);
    const { skipped, partly } = judgeCoursework({ ...course, language: "fr" });
    expect(skipped.map(({ rule }) => rule)).toContain("absolute-terms");
    expect(partly).toEqual(["k-type", "true-false", "unfocused-stem", "blind-guesser"]);
    expect(judgeCoursework(course)).toMatchObject({ skipped: [], partly: [] });
  });

  it("of a clean course says so", () => {
    const [first] = judgeCoursework(courseOf([{ sections: [aSection("Leaves are green.")] }])).sentences;
    expect(first).toBe("Fit for learners: there are no questions in it.");
  });
});

describe("its first sentence", () => {
  const told = (withoutFlaws: number, withOneFlaw: number, withMoreFlaws: number) => {
    const judged = withoutFlaws + withOneFlaw + withMoreFlaws;
    const items = { judged, withoutFlaws, withOneFlaw, withMoreFlaws };
    return tellReport({ verdict: "passed", items, scores: [], findings: [] })[0];
  };
  it.each([
    [1, 0, 0, "its one question has no flaw"],
    [0, 1, 0, "its one question has a flaw"],
    [0, 0, 1, "its one question has more than one flaw"],
    [5, 0, 0, "none of its 5 questions has a flaw"],
    [1, 3, 0, "1 of its 4 questions has no flaw, 3 have one"],
    [0, 3, 1, "none of its 4 questions is without a flaw, 3 have one, 1 has more than one"],
  ])("counts %i, %i and %i as a person would", (none, one, more, words) => {
    expect(told(none, one, more)).toBe(`Fit for learners: ${words}.`);
  });
});

describe("a badge", () => {
  it("of a course without fault has 100 points", () => {
    expect(
      badgeOf({
        verdict: "passed",
        sentences: [],
        items: { judged: 4, withoutFlaws: 4, withOneFlaw: 0, withMoreFlaws: 0 },
        lessons: [],
        scores: [],
        findings: [],
        skipped: [],
        partly: [],
      }),
    ).toEqual({ verdict: "passed", score: 100, judgedItems: 4, flawsPerItem: 0, errors: 0, warnings: 0 });
  });

  it("of a failed course has less than half", () => {
    const badge = badgeOf(judgeCoursework(flawed));
    expect(badge).toMatchObject({ verdict: "failed", errors: 1 });
    expect(badge.score).toBeLessThan(50);
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "",
    "**",
    "# A",
    "**Term** is a thing. ".repeat(30),
    "1,000.5 Über Ünal “",
    "```\ncode",
    "> q",
    "__proto__",
    "constructor",
  ),
);
const item = fc.record({
  id: fc.string({ minLength: 1 }),
  pointer: fc.constant("/lessons/0/items/0"),
  kind: fc.constantFrom("single" as const, "multiple" as const, "trueFalse" as const, "cloze" as const),
  stem: text,
  options: fc.array(fc.record({ text, correct: fc.boolean() }), { maxLength: 5 }),
  accepted: fc.array(text, { maxLength: 2 }),
  objective: text,
});
const section = fc.record({
  id: fc.string({ minLength: 1 }),
  pointer: fc.constant("/lessons/0/sections/0"),
  kind: fc.constantFrom("text" as const, "example" as const, "code" as const),
  markdown: text,
  citations: fc.array(fc.record({ quote: text, passage: text }, { requiredKeys: ["quote"] }), {
    maxLength: 3,
  }),
});
const lesson = fc.record({
  id: fc.string({ minLength: 1 }),
  pointer: fc.constant("/lessons/0"),
  title: text,
  summary: text,
  objectives: fc.array(text, { maxLength: 3 }),
  sections: fc.array(section, { maxLength: 4 }),
  items: fc.array(item, { maxLength: 4 }),
  cards: fc.array(
    fc.record({
      id: fc.string({ minLength: 1 }),
      pointer: fc.constant("/lessons/0/cards/0"),
      front: text,
      back: text,
    }),
    { maxLength: 3 },
  ),
});
const coursework = fc.record({
  title: text,
  language: fc.constantFrom("en", "es", "de", "de-AT", "fr", "ja", "zz"),
  difficulty: fc.constantFrom("beginner" as const, "advanced" as const),
  objectives: fc.array(text, { maxLength: 3 }),
  targetMinutes: fc.integer({ min: 1, max: 500 }),
  grounded: fc.boolean(),
  lessons: fc.array(lesson, { maxLength: 4 }),
});

describe("judging whatever is handed in", () => {
  it("never throws, tells the same twice, and keeps to its schemas", () => {
    fc.assert(
      fc.property(coursework, (course) => {
        const report = judgeCoursework(Coursework.parse(course));
        expect(judgeCoursework(structuredClone(course))).toEqual(report);
        QualityReport.parse(report);
        QualityBadge.parse(badgeOf(report));
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { anItem, aSection, cited, courseOf, findingsOf } from "../coursework.ts";

const PASSAGE = "Chlorophyll absorbs red and blue light. It reflects “green” light – that is what we see.";

describe("what is missing or stands twice", () => {
  it.each([
    ["no lesson", courseOf([]), 1],
    ["an empty lesson", courseOf([{}]), 1],
    ["an empty section", courseOf([{ sections: [aSection(" ")] }]), 1],
    [
      "two lessons of one id",
      courseOf([
        { id: "a", items: [anItem("A?")] },
        { id: "a", items: [anItem("B?")] },
      ]),
      1,
    ],
    [
      "two questions of one id",
      courseOf([{ items: [anItem("A?", { id: "q" })] }, { items: [anItem("B?", { id: "q" })] }]),
      1,
    ],
    [
      "two cards of one id",
      courseOf([
        {
          cards: [
            { id: "c", pointer: "/cards/0", front: "a", back: "b" },
            { id: "c", pointer: "/cards/1", front: "d", back: "e" },
          ],
        },
      ]),
      1,
    ],
    ["a bank of questions without texts", courseOf([{ items: [anItem("A?"), anItem("B?")] }]), 0],
    ["a lesson and a question of one id", courseOf([{ id: "1", items: [anItem("A?", { id: "1" })] }]), 0],
  ])("are told: %s", (_, course, count) => {
    expect(findingsOf("broken-reference", course)).toHaveLength(count);
  });
});

describe("a question for an objective", () => {
  const objectives = ["Explain  how light is absorbed"];
  it.each([
    ["of its lesson", objectives, "explain how LIGHT is absorbed", 0],
    ["of no lesson", objectives, "Explain gravity", 1],
    ["of a lesson that has none", [], "Explain gravity", 0],
  ])("%s", (_, listed, objective, count) => {
    const course = courseOf([{ objectives: [...listed], items: [anItem("A?", { objective })] }]);
    expect(findingsOf("unknown-objective", course)).toHaveLength(count);
  });
});

describe("a quote", () => {
  it.each([
    ["stands in its passage", "Chlorophyll absorbs red and blue light.", PASSAGE, 0],
    [
      "is written with other quotation marks, dashes and case",
      'it reflects "green" light - that',
      PASSAGE,
      0,
    ],
    ["stands in quotation marks of its own", "“absorbs red and blue light…”", PASSAGE, 0],
    ["changes a word", "Chlorophyll absorbs red and green light.", PASSAGE, 1],
    ["is too short to be found", "light", PASSAGE, 1],
    ["has lost its passage", "Chlorophyll absorbs red", undefined, 1],
  ])("that %s", (_, quote, passage, count) => {
    const citation = { quote, ...(passage !== undefined && { passage }) };
    const course = courseOf([{ sections: [cited("Leaves are green.", citation)] }]);
    expect(findingsOf("quote-mismatch", course)).toHaveLength(count);
  });
});

describe("a text without a source", () => {
  it.each([
    ["in a course from sources", true, "text", 1],
    ["that is an example", true, "example", 0],
    ["that is code", true, "code", 0],
    ["in a course without sources", false, "text", 0],
  ] as const)("%s", (_, grounded, kind, count) => {
    const course = courseOf([{ sections: [aSection("Leaves are green.", { kind })] }], { grounded });
    expect(findingsOf("uncited-text", course)).toHaveLength(count);
  });
});

import { describe, expect, it } from "vitest";
import { shinglesOf, twinsAmong } from "#functions/quality/similarity";
import { anItem, aSection, courseOf, findingsOf } from "../coursework.ts";

const pair = (a: string, b: string, key = "Chlorophyll") => [
  anItem(a, { id: "a" }),
  anItem(b, {
    id: "b",
    options: [
      { text: key, correct: true },
      { text: "None", correct: false },
    ],
  }),
];

describe("questions that ask the same", () => {
  it.each([
    ["the same", "Which pigment absorbs light?", "Which pigment absorbs light?", "Chlorophyll", 1],
    ["other case and marks", "Which pigment absorbs light?", "which PIGMENT absorbs light", "Chlorophyll", 1],
    [
      "one word more",
      "Which pigment in the leaves of a plant absorbs light?",
      "Which green pigment in the leaves of a plant absorbs light?",
      "Chlorophyll",
      1,
    ],
    [
      "the same stem for another answer",
      "Which pigment absorbs light?",
      "Which pigment absorbs light?",
      "Melanin",
      0,
    ],
    [
      "another number",
      "What happens after 10 minutes in light of this kind?",
      "What happens after 20 minutes in light of this kind?",
      "Chlorophyll",
      0,
    ],
    [
      "one form of words",
      "What is the name of the pigment in leaves?",
      "What is the name of the pigment in blood?",
      "Haemoglobin",
      0,
    ],
  ])("%s", (_, a, b, key, count) => {
    expect(findingsOf("near-duplicate-questions", courseOf([{ items: pair(a, b, key) }]))).toHaveLength(
      count,
    );
  });
});

const paragraph =
  "Leaves are green because the chlorophyll in them absorbs red and blue light and reflects most of the green light that falls on them.";

describe("paragraphs that stand twice", () => {
  it.each([
    ["the same", paragraph, 1],
    ["with its end changed", paragraph.replace("falls on them", "reaches their cells"), 1],
    ["in bold and other case", `**${paragraph.toUpperCase()}**`, 1],
    [
      "in other words",
      "Chlorophyll takes up the red and the blue part of sunlight, so that what a leaf sends back to our eyes is mostly green.",
      0,
    ],
  ])("%s", (_, other, count) => {
    const course = courseOf([
      { sections: [aSection(paragraph)] },
      { sections: [aSection(other, { id: "other" })] },
    ]);
    expect(findingsOf("near-duplicate-paragraphs", course)).toHaveLength(count);
  });

  it("tells each copy once, however many there are", () => {
    const texts = Array.from({ length: 400 }, () => paragraph);
    const twins = twinsAmong(texts, { shinglesOf: (text) => shinglesOf(text.split(" "), 3), threshold: 0.6 });
    expect(twins).toHaveLength(399);
  });

  it("finds what comparing each with each finds, in a text of its own for every pair", () => {
    const word = (seed: number) => `w${(seed * 7919) % 99991}`;
    const texts = Array.from({ length: 60 }, (_, at) =>
      Array.from({ length: 60 }, (__, place) => word(at * 100 + place)),
    );
    const copies = texts.map((words, at) =>
      words.map((text, place) => (place === at % 60 ? "changed" : text)),
    );
    const twins = twinsAmong([...texts, ...copies], {
      shinglesOf: (words) => shinglesOf(words, 3),
      threshold: 0.8,
    });
    expect(twins.map(({ of }) => of)).toEqual(texts);
  });
});

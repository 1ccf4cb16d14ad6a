import { describe, expect, it } from "vitest";
import { leaksIn, type Secret } from "../../support/canary.ts";

const RIGHT = "7b8a0d52-1c55-4b60-9f0e-2f6a1f0c9a01";
const WRONG = "7b8a0d52-1c55-4b60-9f0e-2f6a1f0c9a02";
const ALSO_WRONG = "7b8a0d52-1c55-4b60-9f0e-2f6a1f0c9a03";

const secret: Secret = {
  ...{ courseId: "c1", questionId: "q1", words: ["canary-9f27aa01"] },
  ...{ right: [RIGHT], wrong: [WRONG, ALSO_WRONG] },
  marks: { right: ["option9f27aa01bb02"], wrong: ["option9f27aa01bb03"] },
};
const question = {
  id: "q1",
  prompt: "Which?",
  kind: "single",
  options: [WRONG, RIGHT, ALSO_WRONG].map((id) => ({ id, text: "Salt" })),
};
const lesson = (more: object = {}) => ({
  id: "l1",
  blocks: [{ type: "quiz", questions: [{ ...question, ...more }] }],
});
const found = (value: unknown) =>
  leaksIn(typeof value === "string" ? value : JSON.stringify(value), [secret]);

describe("what looks for leaks", () => {
  it("finds none in what a learner is shown before they answer", () => {
    expect(found(lesson({ hint: "Think", objective: "Tell", bloom: "apply" }))).toEqual([]);
    expect(found({ blocks: [{ type: "code", code: "x", explanation: "Adds." }] })).toEqual([]);
    expect(found('data: {"percent": 3}\n\n')).toEqual([]);
    expect(found("")).toEqual([]);
  });

  it.each([
    ["words of the key", lesson({ hint: "It is Canary-9F27AA01." })],
    ["words of the key in a header", "x-debug: canary-9f27aa01"],
    [
      "words of the key in a cursor",
      { nextCursor: Buffer.from('["x","canary-9f27aa01"]').toString("base64url") },
    ],
    ["words of the key, off by a byte", `a${Buffer.from("the canary-9f27aa01").toString("base64")}`],
    ["the right option's id", lesson({ objective: RIGHT })],
    ["the right option's text", { detail: "It should have been Salt Option9F27aa01bb02." }],
    ["what was expected", { expected: "Salt" }],
    ["where the right option stands", lesson({ answerIndex: 1 })],
    ["the wrong options' ids", { excluded: [WRONG, ALSO_WRONG] }],
    ["one wrong option left out", lesson({ options: question.options.slice(1) })],
    ["a member that says so", { results: [{ isCorrect: true }] }],
    [
      "a member of an option",
      lesson({ options: question.options.map((option) => ({ ...option, weight: 1 })) }),
    ],
    ["an explanation", lesson({ explanation: "" })],
    ["an answer key", { answerKeys: [] }],
  ])("finds %s", (_, value) => {
    expect(found(value)).not.toEqual([]);
  });
});

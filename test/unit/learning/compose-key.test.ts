import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { composeBlocks } from "#functions/learning/compose-blocks";
import { QuestionInput } from "#functions/learning/manuscript";
import { Problem } from "#functions/shared/problem";

const newId = (): string => randomUUID();
const pointers = ["#"];

/** A question as it is stored, with its key, and what becomes of both when it is sent in another way. */
function stored(said: object) {
  const input = QuestionInput.parse({ prompt: "Which?", ...said });
  const composed = { inputs: [{ type: "quiz" as const, questions: [input] }], pointers };
  const { blocks: present, keys } = composeBlocks({ newId }, { ...composed, present: [], keys: {} });
  const [quiz] = present;
  const question = quiz?.type === "quiz" ? quiz.questions[0] : undefined;
  if (!quiz || !question) throw new Error("one question was composed");
  const resent = (change: object): unknown => {
    const questions = [QuestionInput.parse({ ...question, ...change })];
    const inputs = [{ id: quiz.id, type: "quiz" as const, questions }];
    try {
      return composeBlocks({ newId }, { inputs, pointers, present, keys }).keys[question.id];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return JSON.stringify(error.errors);
    }
  };
  return { options: question.options, key: keys[question.id], resent };
}

const options = (...right: boolean[]) => right.map((correct, n) => ({ text: `Option ${n}`, correct }));

describe("a question that is sent again without what is right", () => {
  it("keeps its key, and its explanation unless there is another", () => {
    const { key, resent } = stored({
      ...{ kind: "multiple", options: options(true, true, false), explanation: "So it is." },
    });
    expect(resent({})).toEqual(key);
    expect(resent({ explanation: "It is so." })).toEqual({ ...key, explanation: "It is so." });
  });

  it.each([
    ["of one answer only", "single", 3, "only one may be right; 2 are"],
    ["of a gap with one word", "cloze", 3, "only one may be right; 2 are"],
    ["of a statement", "trueFalse", 2, "only one may be right; 2 are"],
    ["without its wrong option", "multiple", 2, "one must be wrong"],
  ])("is refused where two right options do not fit it: %s", (_, kind, left, detail) => {
    const { options: all, resent } = stored({ kind: "multiple", options: options(true, true, false) });
    expect(resent({ kind, options: all.slice(0, left) })).toContain(detail);
  });

  it("is refused where what was right is gone", () => {
    const { options: all, resent } = stored({ kind: "multiple", options: options(true, true, false, false) });
    expect(resent({ options: all.slice(1) })).toContain("say which option is right");
    const gap = stored({ kind: "cloze", options: [], acceptedTexts: ["leaf"] });
    expect(gap.resent({})).toEqual(gap.key);
    expect(gap.resent({ options: [{ text: "a" }, { text: "b" }] })).toContain("say which option is right");
  });
});

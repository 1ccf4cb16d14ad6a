import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type AnswerKey, type Block, type Question, shownKey } from "#functions/learning/block";
import { composeBlocks } from "#functions/learning/compose-blocks";
import type { BlockInput } from "#functions/learning/manuscript";
import { Problem } from "#functions/shared/problem";

type Key = AnswerKey["questions"][string];
type Kind = Question["kind"];

/** A lesson's one question, whose options are right where they begin with a star. */
function asked(kind: Kind, texts: readonly string[], said: Partial<Key> = {}) {
  const options = texts.map((text) => ({ id: randomUUID(), text: text.replace("*", "") }));
  const question: Question = { id: randomUUID(), kind, prompt: "What?", options };
  const right = options.filter((_, n) => texts[n]?.startsWith("*")).map(({ id }) => id);
  const key: Key = { correctOptionIds: right, explanation: "Because of it.", ...said };
  const block: Block = { id: randomUUID(), type: "quiz", questions: [question] };
  return { question, key, block };
}

/** What becomes of its key when it is sent back, changed: a key, or what was said against it. */
function sentBack({ question, key, block }: ReturnType<typeof asked>, change: Partial<QuestionInput>) {
  const input: BlockInput = {
    ...{ id: block.id, type: "quiz" },
    questions: [{ ...question, ...change }],
  };
  const lesson = { inputs: [input], pointers: ["#"], present: [block], keys: { [question.id]: key } };
  try {
    return composeBlocks({ newId: randomUUID }, lesson).keys[question.id];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.errors?.map(({ detail }) => detail);
  }
}
type QuestionInput = Extract<BlockInput, { type: "quiz" }>["questions"][number];

describe("a question that is sent back without what is right", () => {
  const single = asked("single", ["*yes", "no", "perhaps"]);

  it("keeps its key, in other words and with more to choose from", () => {
    const { options } = single.question;
    expect(sentBack(single, {})).toEqual(single.key);
    expect(sentBack(single, { prompt: "Which?", explanation: "It is so." })).toEqual({
      ...single.key,
      explanation: "It is so.",
    });
    expect(sentBack(single, { options: [...options, { text: "never" }] })).toEqual(single.key);
    const written = asked("cloze", [], { correctText: "colour" });
    expect(sentBack(written, { prompt: "The ___." })).toEqual(written.key);
  });

  it("does not tell what is right by which options may be left out", () => {
    const { options } = single.question;
    const answers = options.map((left) =>
      sentBack(single, { options: options.filter((option) => option !== left) }),
    );
    expect(answers).toEqual(options.map(() => ["say which option is right"]));
  });

  it("does not become one of a kind that its key does not fit", () => {
    const multiple = asked("multiple", ["*red", "green", "*blue"]);
    for (const kind of ["single", "cloze"] as const)
      expect(sentBack(multiple, { kind })).toEqual(["say which option is right"]);
    const written = asked("cloze", [], { correctText: "colour" });
    const chosen = [{ text: "hue" }, { text: "colour" }];
    expect(sentBack(written, { options: chosen })).toEqual(["say which option is right"]);
  });
});

describe("a question that was copied from somebody else", () => {
  const copied = asked("single", ["*yes", "no"], { copied: true });
  const lessonId = randomUUID();

  it("stays shut, until its author says what is right; and what explained it stays so", () => {
    expect(sentBack(copied, { prompt: "Which?" })).toMatchObject({ copied: true });
    const options = copied.question.options.map((option, n) => ({ ...option, correct: n === 1 }));
    const right = [options[1]?.id];
    expect(sentBack(copied, { options })).toEqual({ correctOptionIds: right, explanation: "" });
  });

  it("is left out of the keys that its owner sees", () => {
    const own = asked("single", ["*yes", "no"]);
    const questions = { [copied.question.id]: copied.key, [own.question.id]: own.key };
    expect(shownKey({ lessonId, questions })).toEqual({
      lessonId,
      questions: { [own.question.id]: own.key },
    });
  });
});

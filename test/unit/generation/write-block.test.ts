import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BlockInput } from "#functions/generation/rewriting";
import { writeBlock } from "#functions/generation/write-block";
import { chatModel } from "#functions/platform/inference/chat-model";
import type { Model } from "#functions/platform/inference/model";
import { aBrief } from "../../support/drafts.ts";
import { type GemmaServer, type Rule, startGemmaServer } from "../../support/gemma-server.ts";

let gemma: GemmaServer;
let model: Model;
beforeAll(async () => {
  gemma = await startGemmaServer();
  model = chatModel({ baseUrl: `${gemma.url}/v1`, name: "gemma-4", authorize: async () => ({}) });
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const text =
  "A pore in the underside of a leaf is called a stoma. Carbon dioxide enters a leaf through such pores. Sugar leaves the leaf through veins.";

const written = (block: BlockInput["block"], ...rules: Rule[]) => {
  gemma.script(...rules);
  return writeBlock(
    { model, timeoutMs: 10_000 },
    {
      brief: aBrief({ topic: "Leaves" }),
      course: { title: "Leaves", lessons: ["How leaves breathe"] },
      lesson: { order: 1, title: "How leaves breathe", summary: "Pores.", objectives: ["Explain stomata"] },
      present: { texts: [], examples: [], questions: [], cards: [] },
      passages: [{ ref: "p1", sourceId: "s", start: 0, end: text.length, text }],
      surroundings: [],
      block,
    },
  );
};
const quiz = { kind: "quiz" as const, questions: ["What is a stoma?"] };
const operations = () => gemma.calls.map(({ operation }) => operation);

describe("a block that is written anew", () => {
  it.each<BlockInput["block"]>([
    quiz,
    { kind: "text", markdown: "Leaves breathe through pores.", citations: [] },
    { kind: "flashcards", cards: [{ front: "Stoma", back: "A pore" }] },
  ])("is looked at by an examiner before it is shown: $kind", async (block) => {
    expect(await written(block)).toMatchObject({ kind: block.kind });
    expect(operations()).toEqual(["rewrite-block", "check-lesson"]);
  });

  it("is mended by its author where a question fails", async () => {
    const flawed = { mode: "flawed", flaw: "explanation-contradicts", operation: "rewrite-block" } as const;
    const block = await written(quiz, flawed);
    expect(JSON.stringify(block)).not.toContain("The correct answer is Oxygen");
    expect(operations()).toEqual(["rewrite-block", "rewrite-block", "check-lesson"]);
  });

  it.each<Rule>([
    { mode: "flawed", flaw: "explanation-contradicts", operation: "rewrite-block", times: "always" },
    { mode: "find-unsafe", operation: "check-lesson", quote: "leaf" },
  ])("is not shown when it does not pass: $mode", async (rule) => {
    await expect(written(quiz, rule)).rejects.toMatchObject({ members: { reason: "unusable-answer" } });
  });
});

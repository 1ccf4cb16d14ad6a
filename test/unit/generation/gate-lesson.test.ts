import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkLesson } from "#functions/generation/check-draft";
import type { LessonDraft } from "#functions/generation/draft";
import { gateLesson } from "#functions/generation/gate-lesson";
import { judgeDraft } from "#functions/generation/judge-draft";
import { orderOptions } from "#functions/generation/order-options";
import { lessonPrompt } from "#functions/generation/prompts";
import { ask } from "#functions/platform/inference/ask";
import { chatModel } from "#functions/platform/inference/chat-model";
import type { Model } from "#functions/platform/inference/model";
import { COURSE_RULES } from "#functions/quality/rules/course-rules";
import { ITEM_RULES } from "#functions/quality/rules/item-rules";
import { aBrief, aLessonInput } from "../../support/drafts.ts";
import {
  FLAWED_LESSONS,
  FLAWED_QUESTIONS,
  FLAWS_OF_LESSONS,
  FLAWS_OF_QUESTIONS,
} from "../../support/flawed-drafts.ts";
import { type GemmaServer, type Rule, startGemmaServer } from "../../support/gemma-server.ts";

let gemma: GemmaServer;
let model: Model;
beforeAll(async () => {
  gemma = await startGemmaServer();
  model = chatModel({ baseUrl: `${gemma.url}/v1`, name: "gemma-4", authorize: async () => ({}) });
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const text = [
  "Leaves are thin so that light reaches each of their cells.",
  "A pore in the underside of a leaf is called a stoma.",
  "Carbon dioxide enters a leaf through such pores.",
  "Sugar leaves the leaf through veins.",
  "Guard cells close the pore when water runs short.",
].join(" ");

const lesson = {
  ...aLessonInput(),
  brief: aBrief({ topic: "Leaves" }),
  passages: [{ ref: "p1", sourceId: "s", start: 0, end: text.length, text }],
};
const plan = lesson.outline.lessons[0] ?? { title: "", summary: "", objectives: [] };

/** A lesson as the model first writes it, then through the gate. */
async function gated(...rules: Rule[]) {
  gemma.script(...rules);
  const { value: first } = await ask(model, {
    ...lessonPrompt(lesson),
    signal: AbortSignal.timeout(10_000),
    check: (value) => checkLesson(value, lesson),
  });
  const { passages, surroundings, brief } = lesson;
  const input = { brief, lesson: plan, draft: first, passages, surroundings };
  return { first, ...(await gateLesson({ model, timeoutMs: 10_000 }, input)) };
}

const judged = (draft: LessonDraft) =>
  judgeDraft(draft, { ...lesson, title: plan.title, objectives: plan.objectives });
const warnings = (draft: LessonDraft) =>
  judged(draft).findings.filter(({ severity, itemId }) => severity === "warning" && itemId === undefined)
    .length;

const fated = (...fates: readonly string[]) =>
  FLAWS_OF_LESSONS.filter((flaw) => fates.includes(FLAWED_LESSONS[flaw].fate));
const TOLD = fated("told");
const UNFIT = fated("text", "example", "flashcard");
const LOOKED_AT_TWICE = ["lesson", "check-lesson", "repair-lesson", "check-lesson"];

const prompts = ({ questions }: LessonDraft) => questions.map(({ prompt }) => prompt);

describe("a lesson that is good", () => {
  it("passes as it is, without another call", async () => {
    const { first, ...gate } = await gated();
    const repair = { examined: true, calls: 0, outcome: "passed", found: [], dropped: [] };
    expect(gate).toEqual({ draft: first, repair });
    expect(gemma.calls.map(({ operation }) => operation)).toEqual(["lesson", "check-lesson"]);
  });
});

describe("a lesson with something in it that fails", () => {
  it.each(FLAWS_OF_QUESTIONS)("is mended by its author in one call: %s", async (flaw) => {
    const { first, draft, repair } = await gated({ mode: "flawed", flaw, operation: "lesson" });
    expect(repair).toMatchObject({ calls: 1, outcome: "repaired", dropped: [] });
    const found = repair.found.map(({ rule }) => rule);
    expect(found).toEqual(expect.arrayContaining([...FLAWED_QUESTIONS[flaw].rules]));
    expect([judged(first).verdict, judged(draft).verdict]).toEqual(["failed", "passed"]);
    expect(draft.questions).toHaveLength(first.questions.length);
    expect(gemma.calls.map(({ operation }) => operation)).toEqual([
      "lesson",
      "repair-lesson",
      "check-lesson",
    ]);
  });

  it.each(FLAWS_OF_QUESTIONS)("loses it when two repairs do not help: %s", async (flaw) => {
    const { draft, repair } = await gated({ mode: "flawed", flaw, times: "always" });
    expect(repair).toMatchObject({ calls: 2, outcome: "dropped", dropped: [{ what: "question" }] });
    expect(gemma.count("repair-lesson")).toBe(2);
    expect(judged(draft).verdict).toBe("passed");
    expect(prompts(draft)).not.toContain(FLAWED_QUESTIONS[flaw].prompt);
  });

  it.each(UNFIT)("loses that part alone when two repairs do not help: %s", async (flaw) => {
    const { draft, repair } = await gated({ mode: "flawed", flaw, times: "always" });
    const { fate: what, rules } = FLAWED_LESSONS[flaw];
    expect(repair).toMatchObject({ calls: 2, outcome: "dropped", dropped: [{ what, rules }] });
    expect(judged(draft).verdict).toBe("passed");
    expect(JSON.stringify(draft)).not.toContain("pipe bomb");
  });

  it("tells its author what is wrong and where, and what was wrong with the first repair", async () => {
    await gated(
      { mode: "flawed", flaw: "explanation-contradicts", operation: "lesson" },
      { mode: "flawed", flaw: "longest-key", operation: "repair-lesson" },
    );
    const [, first = "", second = ""] = gemma.calls.map(({ request }) => JSON.stringify(request));
    expect(first).toMatch(/\/questions\/3.*calls .{0,10}Oxygen.{0,10} right/);
    expect(second).toMatch(/Oxygen/);
    // Each finding points into the draft it is about.
    expect(first).not.toContain("earlier");
    expect(second).toMatch(/earlier.*draft.*Why does ice float.*findings/);
    expect(second).toMatch(/far longer than every other option/);
  });

  it("tells its author of a repair that was of no use, so that the next one is another request", async () => {
    await gated(
      { mode: "flawed", flaw: "k-type", operation: "lesson" },
      { mode: "prose", operation: "repair-lesson" },
    );
    const repairs = gemma.calls.filter(({ operation }) => operation === "repair-lesson");
    expect(repairs.map(({ key }) => key)).toHaveLength(2);
    expect(gemma.paidTwice()).toEqual([]);
    expect(JSON.stringify(repairs[1]?.request)).toContain("could not be used");
  });

  it("is not replaced by a repair that is of no use", async () => {
    const { draft, repair } = await gated(
      { mode: "flawed", flaw: "k-type", operation: "lesson" },
      { mode: "prose", operation: "repair-lesson" },
      { mode: "wrong-shape", operation: "repair-lesson" },
    );
    expect(repair).toMatchObject({ calls: 2, outcome: "dropped" });
    expect(draft.questions).toHaveLength(3);
  });

  it("fails as a whole when nothing of it is fit to be read", async () => {
    const { passages, surroundings, brief } = lesson;
    const good = (await gated()).draft;
    const texts = good.texts.map((each) => ({
      ...each,
      markdown: "Here is how to make a pipe bomb at home.",
    }));
    gemma.script({ mode: "prose", times: "always" });
    await expect(
      gateLesson(
        { model, timeoutMs: 10_000 },
        { brief, lesson: plan, draft: { ...good, texts }, passages, surroundings },
      ),
    ).rejects.toMatchObject({ slug: "model-unavailable", members: { reason: "unusable-answer" } });
  });
});

describe("a lesson that passes and could be better", () => {
  it.each(TOLD)("goes back once, and the better one is taken: %s", async (flaw) => {
    const { first, draft, repair } = await gated({ mode: "flawed", flaw, operation: "lesson" });
    expect(judged(first).verdict).toBe("passed");
    expect(repair.found.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([...FLAWED_LESSONS[flaw].rules]),
    );
    expect(repair).toMatchObject({ calls: 1, outcome: "repaired", dropped: [] });
    expect(warnings(draft)).toBeLessThan(warnings(first));
  });

  it.each(TOLD)("is kept as it is when its author does not mend it: %s", async (flaw) => {
    const { first, draft, repair } = await gated({ mode: "flawed", flaw, times: "always" });
    expect(repair).toMatchObject({ calls: 1, outcome: "passed", dropped: [] });
    expect(draft).toEqual(first);
    expect(gemma.calls.map(({ operation }) => operation)).toEqual(LOOKED_AT_TWICE);
  });

  it("is kept when nobody answers about it", async () => {
    const { first, draft, repair } = await gated(
      { mode: "flawed", flaw: "unsupported-claim", operation: "lesson" },
      { mode: "status", status: 503, operation: "repair-lesson", times: "always" },
    );
    expect(repair).toMatchObject({ outcome: "passed", found: [{ rule: "unsupported-claim" }] });
    expect(draft).toEqual(first);
  });
});

describe("a lesson that is wrong in its form", () => {
  it.each<Rule>([
    { mode: "wrong-keys", correct: "none" },
    { mode: "wrong-keys", correct: "two" },
    { mode: "wrong-shape" },
    ...fated("form").map((flaw) => ({ mode: "flawed" as const, flaw })),
  ])("is asked for once more before the gate looks at it: $mode $flaw", async (rule) => {
    const { repair } = await gated({ ...rule, operation: "lesson" });
    expect(repair).toMatchObject({ calls: 0, outcome: "passed" });
    expect(gemma.calls.map(({ operation }) => operation)).toEqual(["lesson", "lesson", "check-lesson"]);
  });

  it("needs no call where numbers are only to be sorted", async () => {
    const { first, repair } = await gated({
      mode: "flawed",
      flaw: "numbers-in-disorder",
      operation: "lesson",
    });
    expect(repair).toMatchObject({ calls: 0, outcome: "passed", found: [] });
    const [question] = first.questions;
    expect(question && orderOptions(question).map(({ text }) => text)).toEqual(["3", "12", "25", "40"]);
  });
});

/** What is looked for in a course as a whole, when its lessons are written, and what is only worth knowing. */
const NOT_IN_A_DRAFT = [
  ...["course-objective-not-covered", "time-budget"],
  ...["distant-claim", "objective-thinly-tested"],
];

describe("every rule", () => {
  it("finds something that the scripted model writes, or looks at more than a lesson", () => {
    const written = [FLAWED_QUESTIONS, FLAWED_LESSONS].flatMap((flaws) =>
      Object.values(flaws).flatMap(({ rules }): readonly string[] => rules),
    );
    const known = [...ITEM_RULES, ...COURSE_RULES].map(({ name }) => name);
    expect([...new Set([...written, ...NOT_IN_A_DRAFT])].toSorted()).toEqual(known.toSorted());
  });
});

describe("a lesson in which the model's examiner finds something unfit", () => {
  const unsafe = { mode: "find-unsafe", operation: "check-lesson" } as const;

  it("goes back to its author with what was found, and is looked at again", async () => {
    const { draft, repair } = await gated(unsafe);
    expect(repair).toMatchObject({
      calls: 1,
      outcome: "repaired",
      found: [{ rule: "unsafe-content", count: 1 }],
    });
    expect(judged(draft).verdict).toBe("passed");
    const asked = gemma.calls.map(({ operation }) => operation);
    expect(asked).toEqual(["lesson", "check-lesson", "repair-lesson", "check-lesson"]);
    expect(JSON.stringify(gemma.calls[2]?.request)).toMatch(/\/texts\/0.*Something is not fit for learners/);
  });

  it("shows the examiner the lesson alone, and nothing of what its author was told", async () => {
    await gated();
    const [, check] = gemma.calls.map(({ request }) => JSON.stringify(request.messages));
    expect(check).toContain("stoma");
    expect(check).not.toMatch(/passages|You write courses/);
    expect(check).toContain("never an instruction");
  });

  it("loses it when its author does not mend it", async () => {
    const [quote = ""] = prompts((await gated()).first);
    gemma.reset();
    const { first, draft, repair } = await gated(
      { ...unsafe, quote },
      { mode: "prose", operation: "repair-lesson", times: "always" },
    );
    expect(repair).toMatchObject({
      ...{ calls: 2, outcome: "dropped" },
      dropped: [{ what: "question", rules: ["unsafe-content"] }],
    });
    expect(prompts(draft)).toEqual(prompts(first).slice(1));
    // What is left was looked at, too.
    expect(gemma.calls.at(-1)?.operation).toBe("check-lesson");
  });

  it("fails as a whole when the examiner finds something in whatever is left", async () => {
    await expect(gated({ ...unsafe, times: "always" })).rejects.toMatchObject({
      ...{ message: "What the model wrote is not fit for learners." },
      members: { reason: "unusable-answer" },
    });
  });

  it("is not believed about words that nobody wrote", async () => {
    const { repair } = await gated({ ...unsafe, quote: "how to pick a lock in the dark" });
    expect(repair).toMatchObject({ calls: 0, outcome: "passed" });
    expect(gemma.count("check-lesson")).toBe(2);
  });

  it("does not pass when the examiner gives no usable answer", async () => {
    await expect(gated({ mode: "prose", operation: "check-lesson", times: "always" })).rejects.toMatchObject({
      members: { reason: "unusable-answer" },
    });
  });

  it("is not looked at by an engine that cannot judge", async () => {
    const { first } = await gated();
    gemma.reset();
    const { passages, surroundings, brief } = lesson;
    const input = { brief, lesson: plan, draft: first, passages, surroundings };
    const { repair } = await gateLesson({ model: { ...model, degraded: true }, timeoutMs: 10_000 }, input);
    expect(repair.examined).toBe(false);
    expect(gemma.calls).toEqual([]);
  });
});

describe("a repair", () => {
  it("that makes something else worse is not taken", async () => {
    const first = (await gated()).draft;
    const [question, ...others] = first.questions;
    if (!question) throw new Error("a question");
    const flawed = {
      ...question,
      explanation: `The correct answer is ${question.options.find(({ correct }) => !correct)?.text}.`,
    };
    // Mends what was found, and makes another question a true/false one.
    const asked: string[] = [];
    const scripted: Model = {
      ...model,
      complete: async ({ operation, turns }) => ({
        ...{ asked: operation === "repair-lesson" && asked.push(JSON.stringify(turns)) },
        text: JSON.stringify({
          unsafe: operation === "check-lesson" ? [] : undefined,
          ...first,
          questions: [
            question,
            ...others.map((other) => ({
              ...other,
              kind: "trueFalse",
              options: [
                { text: "True", correct: true },
                { text: "False", correct: false },
              ],
            })),
          ],
        }),
        ...{ model: "scripted", usage: { promptTokens: 0, completionTokens: 0 }, finish: "stop" },
      }),
    };
    const { passages, surroundings, brief } = lesson;
    const draft = { ...first, questions: [flawed, ...others] };
    const { repair, draft: after } = await gateLesson(
      { model: scripted, timeoutMs: 10_000 },
      { brief, lesson: plan, draft, passages, surroundings },
    );
    expect(repair).toMatchObject({
      calls: 2,
      outcome: "dropped",
      found: [{ rule: "explanation-contradicts" }],
    });
    // The second time its author is told what the first repair made worse.
    expect(asked[0]).not.toContain("It is a true/false question");
    expect(asked[1]).toContain("It is a true/false question");
    // The question it mended is good by itself, and takes the place of the one left out.
    expect(prompts(after).toSorted()).toEqual(prompts(first).toSorted());
    expect(judged(after).verdict).toBe("passed");
  });
});

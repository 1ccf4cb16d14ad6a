import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LessonDraft, Outline, type Passage, Review } from "#functions/generation/draft";
import { estimate, type Rates } from "#functions/generation/estimate";
import { gateLesson } from "#functions/generation/gate-lesson";
import { lessonPrompt } from "#functions/generation/prompts";
import { specimenLesson, specimenOutline, specimenReview } from "#functions/generation/specimen";
import { ask, REPAIRS } from "#functions/platform/inference/ask";
import { chatModel } from "#functions/platform/inference/chat-model";
import { aBrief, aLessonInput, aPassage } from "../../support/drafts.ts";
import { type GemmaServer, type Rule, startGemmaServer } from "../../support/gemma-server.ts";

const rates: Rates = { currency: "EUR", secondsPerCall: 1, completionTokensPerSecond: 1e12 };
const tries = 1 + REPAIRS;

const anEstimate = ({
  lessonCount = 4,
  passages = [],
  degraded = false,
  at = rates,
}: {
  lessonCount?: number;
  passages?: Passage[];
  degraded?: boolean;
  at?: Rates;
} = {}) => estimate({ brief: aBrief({ lessonCount }), passages, degraded, tries, deadlineSeconds: 1200 }, at);

const material = (text: string, count: number) =>
  Array.from({ length: count }, (_, n) => aPassage({ ref: `p${n + 1}`, text }));

describe("an estimate of a generation", () => {
  it.each([1, 4, 20])("counts a plan, %i lessons with their examination, and a review", (lessonCount) => {
    expect(anEstimate({ lessonCount }).calls).toBe(2 + 2 * lessonCount);
    expect(anEstimate({ lessonCount, degraded: true }).calls).toBe(2 + lessonCount);
  });

  it("takes as long as its longest way, however many lessons are written beside each other", () => {
    for (const lessonCount of [1, 20]) {
      expect(anEstimate({ lessonCount }).seconds).toBe(4);
      expect(anEstimate({ lessonCount, degraded: true }).seconds).toBe(3);
    }
    const [one, twenty] = [1, 20].map(
      (lessonCount) => anEstimate({ lessonCount, at: { ...rates, completionTokensPerSecond: 50 } }).seconds,
    );
    // The plan and the review grow with the course; its lessons do not.
    expect(twenty).toBeLessThan((one ?? 0) * 3);
  });

  it("never takes longer than a run may", () => {
    expect(anEstimate({ at: { ...rates, completionTokensPerSecond: 10 } }).atMost.seconds).toBe(1200);
  });

  it("sums up what prompts and answers cost, and names no sum where no price is set", () => {
    const perMillionTokens = { prompt: 0.25, completion: 4 };
    for (const { promptTokens, completionTokens, tokens, money } of [
      anEstimate({ at: { ...rates, perMillionTokens } }),
      anEstimate({ at: { ...rates, perMillionTokens } }).atMost,
    ]) {
      expect(tokens).toBe(promptTokens + completionTokens);
      expect(money?.currency).toBe("EUR");
      expect(money?.amount).toBeCloseTo((promptTokens * 0.25 + completionTokens * 4) / 1e6, 5);
    }
    expect(anEstimate()).toMatchObject({ money: null, atMost: { money: null } });
  });

  it("counts no tokens and costs nothing where the built-in engine writes, priced or not", () => {
    const nothing = {
      tokens: 0,
      promptTokens: 0,
      completionTokens: 0,
      money: { amount: 0, currency: "EUR" },
    };
    const perMillionTokens = { prompt: 1, completion: 1 };
    for (const at of [rates, { ...rates, perMillionTokens }])
      expect(anEstimate({ degraded: true, at })).toMatchObject({ ...nothing, atMost: nothing });
  });

  it("reads the material twice, once for the plan and once for the lessons", () => {
    const sentence = "Light falls on a leaf. ".repeat(40);
    const passages = material(sentence, 20);
    const added = anEstimate({ passages }).promptTokens - anEstimate().promptTokens;
    const once = (sentence.length * passages.length) / 4;
    expect(added / once).toBeGreaterThan(2);
    expect(added / once).toBeLessThan(2.5);
  });

  it("does not grow without end with the material: prompts hold so much of it", () => {
    const long = "Light falls on a leaf. ".repeat(40);
    const { promptTokens } = anEstimate({ passages: material(long, 2000), lessonCount: 1 });
    expect(promptTokens).toBeLessThan(80_000);
  });

  it("takes the same number of characters for more tokens where a script needs more of them", () => {
    const [latin, japanese] = ["a", "葉"].map(
      (letter) => anEstimate({ passages: material(letter.repeat(900), 10) }).promptTokens,
    );
    expect(japanese).toBeGreaterThan((latin ?? 0) * 1.3);
  });
});

describe("what is usually answered", () => {
  it.each([true, false])("is what the steps would take, with material: %s", (hasMaterial) => {
    const outline = specimenOutline(aBrief({ lessonCount: 20 }), hasMaterial);
    expect(Outline.safeParse(outline).error).toBeUndefined();
    expect(LessonDraft.safeParse(specimenLesson(hasMaterial)).error).toBeUndefined();
    expect(Review.safeParse(specimenReview()).error).toBeUndefined();
  });
});

describe("the most that a lesson may take", () => {
  let gemma: GemmaServer;
  beforeAll(async () => {
    gemma = await startGemmaServer();
  });
  afterAll(() => gemma.close());

  it("is what it takes when nothing is right before the last try", async () => {
    const model = chatModel({ baseUrl: `${gemma.url}/v1`, name: "gemma-4", authorize: async () => ({}) });
    const useless = (operation: string): Rule => ({ mode: "prose", operation, times: REPAIRS });
    const lookedAt: Rule[] = [useless("check-lesson"), { mode: "find-unsafe", operation: "check-lesson" }];
    gemma.script(useless("lesson"), ...[1, 2, 3, 4].flatMap(() => lookedAt));
    const passages = [aPassage(), aPassage({ ref: "p2", text: "Water rises from the roots to the leaves." })];
    const lesson = { ...aLessonInput(), passages };
    const plan = lesson.outline.lessons[0] ?? { title: "", summary: "", objectives: [] };
    const signal = AbortSignal.timeout(10_000);
    const { value: draft } = await ask(model, { ...lessonPrompt(lesson), signal });
    await gateLesson({ model, timeoutMs: 10_000 }, { ...lesson, lesson: plan, draft }).catch(() => undefined);
    const { atMost } = anEstimate({ lessonCount: 1 });
    expect(gemma.calls.length).toBe(atMost.calls - 2 * tries);
  });
});

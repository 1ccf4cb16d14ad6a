import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { LessonDraft, Outline } from "#functions/generation/draft";
import { ask, type Question } from "#functions/platform/inference/ask";
import type { Model, ModelAnswer } from "#functions/platform/inference/model";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import {
  aLessonInput,
  aModelRequest,
  anOutlineInput,
  clientOf,
  promptFor,
} from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const question = (over: Partial<Question<Outline>> = {}): Question<Outline> => ({
  operation: "outline",
  system: "You write courses.",
  prompt: promptFor(anOutlineInput()),
  input: anOutlineInput(),
  schema: Outline,
  maxTokens: 4000,
  signal: new AbortController().signal,
  ...over,
});

const none = { promptTokens: 0, completionTokens: 0 };

const lastTurns = () => gemma.calls.at(-1)?.request.messages.slice(-2) ?? [];

describe("ask", () => {
  it("gives the value, its cost and who answered", async () => {
    const { value, usage, calls, model } = await ask(clientOf(gemma.url), question());
    expect(value.lessons).toHaveLength(3);
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect({ calls, model }).toEqual({ calls: 1, model: "gemma-4-26b-a4b-it" });
  });

  it("tells the model every limit of the schema", async () => {
    await ask(clientOf(gemma.url), question());
    expect(gemma.calls[0]?.request.response_format?.json_schema.schema).toMatchObject({
      properties: { title: { type: "string", maxLength: 120 }, lessons: { maxItems: 20 } },
    });
  });

  it.each(["fence", "chatter", "think"] as const)(
    "finds the JSON inside %s without another call",
    async (mode) => {
      gemma.script({ mode });
      expect(await ask(clientOf(gemma.url), question())).toMatchObject({
        calls: 1,
        value: { tags: ["photosynthesis"] },
      });
    },
  );

  it.each([
    { mode: "prose", complaint: /no JSON object/ },
    { mode: "wrong-shape", complaint: /does not match the schema[\s\S]*→ at title/ },
    { mode: "truncate", complaint: /cut off[\s\S]*shorter/ },
  ] as const)(
    "shows the model what was wrong with $mode and takes the next answer",
    async ({ mode, complaint }) => {
      gemma.script({ mode });
      const { calls } = await ask(clientOf(gemma.url), question());
      expect(calls).toBe(2);
      expect(lastTurns()).toMatchObject([
        { role: "assistant", content: expect.any(String) },
        { role: "user", content: expect.stringMatching(complaint) },
      ]);
    },
  );

  it("asks again with the findings of the check", async () => {
    const input = aLessonInput(1);
    gemma.script({ mode: "wrong-keys", correct: "two" });
    const { calls, value } = await ask(clientOf(gemma.url), {
      ...question(),
      operation: "lesson",
      prompt: promptFor(input),
      input,
      schema: LessonDraft,
      check: ({ questions }) =>
        questions
          .filter(({ options }) => options.filter(({ correct }) => correct).length !== 1)
          .map((_, i) => `Question ${i + 1} needs one correct option.`),
    });
    expect(calls).toBe(2);
    expect(lastTurns()[1]?.content).toContain("- Question 1 needs one correct option.");
    expect(value.questions).toHaveLength(3);
  });

  it("sums the usage of all its calls", async () => {
    gemma.script({ mode: "prose" });
    const usages: ModelAnswer["usage"][] = [];
    const model = clientOf(gemma.url);
    const spied = {
      ...model,
      complete: async (request: Parameters<typeof model.complete>[0]) => {
        const answer = await model.complete(request);
        usages.push(answer.usage);
        return answer;
      },
    };
    const { usage } = await ask(spied, question());
    expect(usages).toHaveLength(2);
    expect(usage.promptTokens).toBe(usages.reduce((sum, one) => sum + one.promptTokens, 0));
    expect(usage.completionTokens).toBe(usages.reduce((sum, one) => sum + one.completionTokens, 0));
  });

  it.each([
    { repairs: undefined, calls: 3 },
    { repairs: 0, calls: 1 },
  ])(
    "gives up after $calls calls with $repairs repairs, and says why in the log only",
    async ({ repairs, calls }) => {
      gemma.script({ mode: "wrong-shape", times: "always" });
      const asked = ask(clientOf(gemma.url), question(repairs === undefined ? {} : { repairs }));
      const error = await asked.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        slug: "model-unavailable",
        message: "The model did not give a usable answer.",
        members: { reason: "unusable-answer" },
      });
      expect(inspect(error)).toContain("does not match the schema");
      expect(gemma.count()).toBe(calls);
    },
  );

  it("shows only the last mistake, shortened, so that repairs do not grow", async () => {
    gemma.script({ mode: "wrong-shape" }, { mode: "prose" });
    const { calls } = await ask(clientOf(gemma.url), question());
    expect(calls).toBe(3);
    expect(gemma.calls[2]?.request.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
  });

  it("shows the model no more than the head of a very long answer", async () => {
    const lengths: number[] = [];
    const chatty: Model = {
      name: "chatty",
      degraded: false,
      complete: async ({ turns }) => {
        lengths.push(turns.reduce((sum, { text }) => sum + text.length, 0));
        return { text: "x".repeat(300_000), model: "chatty", usage: none, finish: "stop" };
      },
    };
    await expect(ask(chatty, question())).rejects.toMatchObject({ slug: "model-unavailable" });
    expect(Math.max(...lengths)).toBeLessThan(question().prompt.length + 10_000);
  });

  it("replaces an empty answer, which a server may refuse as a turn", async () => {
    const replies = ["", '{"a":1}'];
    const turns: unknown[] = [];
    const mute: Model = {
      name: "mute",
      degraded: false,
      complete: async (request) => {
        turns.push(request.turns[1]);
        return { text: replies.shift() ?? "", model: "mute", usage: none, finish: "stop" };
      },
    };
    await ask(mute, {
      ...aModelRequest(),
      prompt: "One number, please.",
      schema: z.object({ a: z.number() }),
    });
    expect(turns[1]).toEqual({ role: "assistant", text: "(no answer)" });
  });

  it("does not call again once the caller has aborted, even a model that would not notice", async () => {
    const abort = new AbortController();
    let calls = 0;
    const deaf: Model = {
      name: "deaf",
      degraded: false,
      complete: async () => {
        calls++;
        abort.abort(new Error("canceled"));
        return { text: "no JSON", model: "deaf", usage: none, finish: "stop" };
      },
    };
    await expect(ask(deaf, question({ signal: abort.signal }))).rejects.toThrow("canceled");
    expect(calls).toBe(1);
  });

  it("lets the model's own problem through, unrepaired", async () => {
    gemma.script({ mode: "status", status: 429, retryAfter: "9" });
    await expect(ask(clientOf(gemma.url), question())).rejects.toMatchObject({ retryAfterSeconds: 9 });
    expect(gemma.count()).toBe(1);
  });
});

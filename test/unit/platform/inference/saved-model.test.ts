import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Outline } from "#functions/generation/draft";
import { ask } from "#functions/platform/inference/ask";
import type { ModelAnswer } from "#functions/platform/inference/model";
import { answerKey, type SavedAnswers, savedModel } from "#functions/platform/inference/saved-model";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, anOutlineInput, clientOf, promptFor } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

/** Keeps answers as a database would: as text. */
function memoryAnswers(): SavedAnswers & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: async (key) => {
      const found = kept.get(key);
      // Only `write` below fills the map.
      return found === undefined ? undefined : (JSON.parse(found) as ModelAnswer);
    },
    write: async (key, answer) => {
      kept.set(key, JSON.stringify(answer));
    },
  };
}

describe("savedModel", () => {
  it("answers the same question from what was saved, without a call", async () => {
    const answers = memoryAnswers();
    const first = await savedModel(clientOf(gemma.url), answers).complete(aModelRequest());
    const again = await savedModel(clientOf(gemma.url), answers).complete(aModelRequest());
    expect(again).toEqual(first);
    expect(gemma.count()).toBe(1);
    expect(gemma.paidTwice()).toEqual([]);
  });

  it("has saved an answer before anybody sees it", async () => {
    const order: string[] = [];
    const answers = memoryAnswers();
    const slow: SavedAnswers = {
      read: answers.read,
      write: async (key, answer) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await answers.write(key, answer);
        order.push("saved");
      },
    };
    await savedModel(clientOf(gemma.url), slow).complete(aModelRequest());
    order.push("returned");
    expect(order).toEqual(["saved", "returned"]);
  });

  it("saves nothing when the call failed, and asks again", async () => {
    gemma.script({ mode: "drop", when: "mid-body" });
    const answers = memoryAnswers();
    const model = savedModel(clientOf(gemma.url), answers);
    await expect(model.complete(aModelRequest())).rejects.toThrow();
    expect(answers.kept.size).toBe(0);
    await model.complete(aModelRequest());
    expect(gemma.count()).toBe(2);
    expect(gemma.paidTwice()).toEqual([]);
  });

  it("replays a whole conversation of mistakes and repairs after a crash, and pays for none of it again", async () => {
    gemma.script({ mode: "prose" }, { mode: "truncate" });
    const answers = memoryAnswers();
    const question = {
      operation: "outline",
      system: "You write courses.",
      prompt: promptFor(anOutlineInput()),
      input: anOutlineInput(),
      schema: Outline,
      maxTokens: 4000,
      signal: new AbortController().signal,
    };
    const first = await ask(savedModel(clientOf(gemma.url), answers), question);
    const again = await ask(savedModel(clientOf(gemma.url), answers), question);
    expect(again).toEqual(first);
    expect(first.calls).toBe(3);
    expect(gemma.count()).toBe(3);
  });

  it("is seen through by a server that is asked the same twice", async () => {
    await clientOf(gemma.url).complete(aModelRequest());
    await clientOf(gemma.url).complete(aModelRequest());
    expect(gemma.paidTwice()).toHaveLength(1);
  });
});

describe("answerKey", () => {
  it("does not depend on the order of keys, on the signal or on what the prompt was rendered from", () => {
    const one = aModelRequest({ schema: { type: "object", required: ["title"] } });
    const two = aModelRequest({ schema: { required: ["title"], type: "object" }, input: "other" });
    expect(answerKey(two)).toBe(answerKey(one));
    expect(answerKey(one)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    { operation: "lesson" },
    { system: "Other." },
    { turns: [{ role: "user", text: "Other." }] as const },
    { schema: { type: "array" } },
    { maxTokens: 1 },
  ])("differs with %j", (change) => {
    expect(answerKey(aModelRequest(change))).not.toBe(answerKey(aModelRequest()));
  });

  it("takes text that is no valid UTF-16", () => {
    expect(answerKey(aModelRequest({ system: "half \ud83d" }))).toMatch(/^[0-9a-f]{64}$/);
  });
});

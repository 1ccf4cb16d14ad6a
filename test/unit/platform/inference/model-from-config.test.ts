import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ModelConfig, modelFromConfig } from "#functions/platform/inference/model-from-config";
import type { ModelCall } from "#functions/platform/inference/with-usage";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, apiKey } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const config = (over: Partial<ModelConfig> = {}): ModelConfig => ({
  provider: "openai-compatible",
  name: "gemma-4-26b-a4b-it",
  baseUrl: `${gemma.url}/v1`,
  apiKey,
  project: "demo",
  location: undefined,
  timeoutMs: 2000,
  ...over,
});

const extractive = () => ({
  name: "extractive",
  degraded: true,
  complete: async () => ({
    ...{ text: "{}", model: "extractive", finish: "stop" as const },
    usage: { promptTokens: 0, completionTokens: 0 },
  }),
});

function counted(over: Partial<ModelConfig> = {}) {
  const calls: ModelCall[] = [];
  const model = modelFromConfig({ extractive, count: (call) => calls.push(call) }, config(over));
  return { model, calls };
}

describe("modelFromConfig", () => {
  it("asks an OpenAI-compatible server with the key", async () => {
    gemma.script({ mode: "answer" });
    const { model, calls } = counted();
    await model.complete(aModelRequest());
    expect(model).toMatchObject({ name: "gemma-4-26b-a4b-it", degraded: false });
    expect(calls).toMatchObject([{ model: "gemma-4-26b-a4b-it", operation: "outline", outcome: "answered" }]);
    expect(calls[0]?.promptTokens).toBeGreaterThan(0);
  });

  it("counts every attempt, failed and cut off ones too, and no word of theirs", async () => {
    gemma.script({ mode: "status", status: 503 }, { mode: "truncate" });
    const { model, calls } = counted();
    await model.complete(aModelRequest());
    expect(calls.map(({ outcome }) => outcome)).toEqual(["failed", "truncated"]);
    expect(JSON.stringify(calls)).not.toMatch(/You write courses|sk-never/);
  });

  it("times each attempt", async () => {
    gemma.script({ mode: "slow", ms: 1000 });
    await expect(counted({ timeoutMs: 50 }).model.complete(aModelRequest())).rejects.toMatchObject({
      slug: "model-unavailable",
    });
  });

  it("stops asking a server that is down", async () => {
    gemma.script({ mode: "status", status: 500, retryAfter: "60", times: "always" });
    const { model } = counted();
    for (let i = 0; i < 8; i++) await model.complete(aModelRequest()).catch(() => undefined);
    expect(gemma.count()).toBe(5);
  });

  it("takes the embedded engine from whoever has it", async () => {
    const { model, calls } = counted({ provider: "extractive", name: undefined });
    await model.complete(aModelRequest());
    expect(model.degraded).toBe(true);
    expect(calls).toMatchObject([{ model: "extractive" }]);
  });

  it.each([
    { over: { name: undefined }, missing: "LYO_MODEL_NAME" },
    { over: { baseUrl: undefined }, missing: "LYO_MODEL_BASE_URL" },
    { over: { provider: "vertex", name: undefined }, missing: "LYO_MODEL_NAME" },
  ] as const)("says that $missing is missing", ({ over, missing }) => {
    expect(() => counted(over)).toThrow(missing);
  });

  it.each(["vertex", "vertex-generative"] as const)(
    "makes a %s model without touching the network",
    (provider) => {
      expect(counted({ provider }).model.name).toBe("gemma-4-26b-a4b-it");
    },
  );
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RetryOptions, withRetry } from "#functions/platform/inference/with-retry";
import { withTimeout } from "#functions/platform/inference/with-timeout";
import { type GemmaServer, type Rule, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, clientOf } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

/** Notes how long the wrapper would have slept, and sleeps not at all. */
function patient(options: RetryOptions = {}) {
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
  };
  return { slept, model: withRetry(clientOf(gemma.url), { random: () => 0, sleep, ...options }) };
}

describe("withRetry", () => {
  it.each([
    { mode: "status", status: 500 },
    { mode: "status", status: 429 },
    { mode: "drop", when: "before-headers" },
    { mode: "drop", when: "mid-body" },
  ] as const satisfies readonly Rule[])("survives a blip: $mode $status $when", async (rule) => {
    gemma.script(rule);
    const { model, slept } = patient();
    expect(await model.complete(aModelRequest())).toMatchObject({ finish: "stop" });
    expect(slept).toEqual([1000]);
  });

  it("tries three times in all, waiting a second and then two, and throws the last problem", async () => {
    gemma.script({ mode: "status", status: 503, times: "always" });
    const { model, slept } = patient();
    await expect(model.complete(aModelRequest())).rejects.toMatchObject({ slug: "model-unavailable" });
    expect(slept).toEqual([1000, 2000]);
    expect(gemma.count()).toBe(3);
  });

  it("spreads its delays by up to a quarter", async () => {
    gemma.script({ mode: "status", status: 503 });
    const { model, slept } = patient({ random: () => 0.999 });
    await model.complete(aModelRequest());
    expect(slept[0]).toBeCloseTo(1250, -1);
  });

  it("waits as long as the server says", async () => {
    gemma.script({ mode: "status", status: 429, retryAfter: "4" });
    const { model, slept } = patient();
    await model.complete(aModelRequest());
    expect(slept).toEqual([4000]);
  });

  it("leaves a longer wait to the queue, and says how long", async () => {
    gemma.script({ mode: "status", status: 429, retryAfter: "30" });
    const { model, slept } = patient();
    await expect(model.complete(aModelRequest())).rejects.toMatchObject({ retryAfterSeconds: 30 });
    expect(slept).toEqual([]);
    expect(gemma.count()).toBe(1);
  });

  it.each([401, 404])("never asks again after a refusal (%i)", async (status) => {
    gemma.script({ mode: "status", status });
    await expect(patient().model.complete(aModelRequest())).rejects.toMatchObject({ slug: "server-error" });
    expect(gemma.count()).toBe(1);
  });

  it("never asks again after a time-out", async () => {
    gemma.script({ mode: "slow", ms: 1000 });
    const model = withRetry(withTimeout(clientOf(gemma.url), 40), { firstDelayMs: 1 });
    await expect(model.complete(aModelRequest())).rejects.toMatchObject({ slug: "model-unavailable" });
    expect(gemma.count()).toBe(1);
  });

  it("really sleeps, and wakes at once when the caller aborts", async () => {
    gemma.script({ mode: "status", status: 503, times: "always" });
    const abort = new AbortController();
    const startedAt = performance.now();
    const answer = withRetry(clientOf(gemma.url)).complete(aModelRequest({ signal: abort.signal }));
    setTimeout(() => abort.abort(new Error("canceled")), 100);
    await expect(answer).rejects.toThrow("canceled");
    expect(performance.now() - startedAt).toBeLessThan(900);
    expect(gemma.count()).toBe(1);
  });
});

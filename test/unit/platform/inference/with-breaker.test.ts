import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { faultOf } from "#functions/platform/inference/model-fault";
import { withBreaker } from "#functions/platform/inference/with-breaker";
import { withTimeout } from "#functions/platform/inference/with-timeout";
import { type GemmaServer, type Rule, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, clientOf } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => {
  gemma.reset();
  // The circuit reads the clock only; sockets and timers stay real.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2025-01-01T12:00:00Z") });
});
afterEach(() => vi.useRealTimers());

const guarded = () => withBreaker(clientOf(gemma.url), { failures: 3, openMs: 10_000 });

const kindOf = async (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: unknown) => faultOf(error)?.kind,
  );

/** Calls `times` times after one another. */
async function kinds(model: ReturnType<typeof guarded>, times: number, operation = "outline") {
  const seen: unknown[] = [];
  for (let i = 0; i < times; i++) seen.push(await kindOf(model.complete(aModelRequest({ operation }))));
  return seen;
}

describe("withBreaker", () => {
  it("stops asking after failures in a row, and says when to come back", async () => {
    gemma.script({ mode: "status", status: 500, times: "always" });
    const model = guarded();
    expect(await kinds(model, 4)).toEqual(["server", "server", "server", "circuit-open"]);
    await expect(model.complete(aModelRequest())).rejects.toMatchObject({
      slug: "model-unavailable",
      retryAfterSeconds: 10,
    });
    expect(gemma.count()).toBe(3);
  });

  it("lets one call through when the time is up, and closes if it succeeds", async () => {
    gemma.script({ mode: "status", status: 500, times: 3 });
    const model = guarded();
    await kinds(model, 3);
    vi.setSystemTime(Date.now() + 9_999);
    expect(await kinds(model, 1)).toEqual(["circuit-open"]);
    vi.setSystemTime(Date.now() + 1);
    expect(await kinds(model, 3)).toEqual(["answered", "answered", "answered"]);
  });

  it("sends the others away while that call is under way", async () => {
    gemma.script({ mode: "status", status: 500, times: 3 });
    const model = guarded();
    await kinds(model, 3);
    vi.setSystemTime(Date.now() + 10_000);
    const both = [kindOf(model.complete(aModelRequest())), kindOf(model.complete(aModelRequest()))];
    expect(await Promise.all(both)).toEqual(["answered", "circuit-open"]);
  });

  it("opens again at once if that call fails", async () => {
    gemma.script({ mode: "status", status: 500, times: 4 });
    const model = guarded();
    await kinds(model, 3);
    vi.setSystemTime(Date.now() + 10_000);
    expect(await kinds(model, 2)).toEqual(["server", "circuit-open"]);
    expect(gemma.count()).toBe(4);
  });

  it("keeps a circuit for each operation", async () => {
    gemma.script({ mode: "status", status: 500, times: 3 });
    const model = guarded();
    await kinds(model, 3, "lesson");
    expect(await kinds(model, 1, "lesson")).toEqual(["circuit-open"]);
    expect(await kinds(model, 1, "review")).toEqual(["answered"]);
  });

  it.each([
    { mode: "status", status: 429, times: "always" },
    { mode: "status", status: 401, times: "always" },
    { mode: "not-a-completion", times: "always" },
  ] as const satisfies readonly Rule[])(
    "stays closed however often a healthy server answers $mode $status",
    async (rule) => {
      gemma.script(rule);
      expect(await kinds(guarded(), 6)).not.toContain("circuit-open");
      expect(gemma.count()).toBe(6);
    },
  );

  it("counts only failures in a row", async () => {
    const fail = { mode: "status", status: 500, times: 2 } as const;
    gemma.script(fail, { mode: "answer" }, fail, { mode: "answer" });
    expect(await kinds(guarded(), 7)).not.toContain("circuit-open");
  });

  it("counts time-outs and dropped connections", async () => {
    gemma.script(
      { mode: "slow", ms: 500 },
      { mode: "drop", when: "before-headers" },
      { mode: "slow", ms: 500 },
    );
    const model = withBreaker(withTimeout(clientOf(gemma.url), 50), { failures: 3, openMs: 10_000 });
    expect(await kinds(model, 4)).toEqual(["timeout", "unreachable", "timeout", "circuit-open"]);
  });

  it("does not count calls the caller gave up", async () => {
    const model = guarded();
    for (let i = 0; i < 5; i++)
      await expect(model.complete(aModelRequest({ signal: AbortSignal.abort() }))).rejects.toThrow();
    expect(await kinds(model, 1)).toEqual(["answered"]);
  });
});

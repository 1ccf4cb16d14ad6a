import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Model } from "#functions/platform/inference/model";
import { faultOf } from "#functions/platform/inference/model-fault";
import { withTimeout } from "#functions/platform/inference/with-timeout";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, clientOf } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const deaf: Model = { name: "deaf", degraded: false, complete: () => new Promise(() => {}) };

describe("withTimeout", () => {
  it("leaves an answer in time alone", async () => {
    const answer = await withTimeout(clientOf(gemma.url), 2000).complete(aModelRequest());
    expect(answer.finish).toBe("stop");
  });

  it("hangs up on a slow server and calls it model-unavailable", async () => {
    gemma.script({ mode: "slow", ms: 3000 });
    const error = await withTimeout(clientOf(gemma.url), 60)
      .complete(aModelRequest())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ slug: "model-unavailable" });
    expect(faultOf(error)).toMatchObject({ kind: "timeout" });
    await expect.poll(() => gemma.calls[0]?.outcome).toBe("lost");
  });

  it("does not wait for a model that ignores its signal", async () => {
    await expect(withTimeout(deaf, 30).complete(aModelRequest())).rejects.toMatchObject({
      slug: "model-unavailable",
    });
  });

  it("throws a caller's own abort as its reason", async () => {
    const abort = new AbortController();
    const answer = withTimeout(deaf, 2000).complete(aModelRequest({ signal: abort.signal }));
    abort.abort(new Error("canceled"));
    await expect(answer).rejects.toThrow("canceled");
  });
});

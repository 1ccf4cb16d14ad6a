import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chatModel } from "#functions/platform/inference/chat-model";
import { faultOf } from "#functions/platform/inference/model-fault";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest, apiKey, clientOf } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("chatModel", () => {
  it("answers with text, name, usage and finish", async () => {
    const answer = await clientOf(gemma.url).complete(aModelRequest());
    expect(JSON.parse(answer.text)).toEqual({ title: "Understanding Photosynthesis" });
    expect(answer).toMatchObject({ model: "gemma-4-26b-a4b-it", finish: "stop" });
    expect(answer.usage.promptTokens).toBeGreaterThan(50);
    expect(answer.usage.completionTokens).toBeGreaterThan(0);
  });

  it("asks the server to enforce the schema, under the operation's name", async () => {
    await clientOf(gemma.url).complete(aModelRequest());
    expect(gemma.calls[0]?.request).toMatchObject({
      max_tokens: 4000,
      response_format: {
        type: "json_schema",
        json_schema: { name: "outline", schema: aModelRequest().schema },
      },
    });
  });

  it("keeps its connections for calls that follow each other", async () => {
    const before = gemma.connections;
    const model = clientOf(gemma.url);
    for (let i = 0; i < 8; i++) await model.complete(aModelRequest());
    // Undici gives a socket back a turn after its answer is read: the next call may open a second one.
    expect(gemma.connections - before).toBeLessThanOrEqual(2);
  });

  it.each(["google/gemma-4-26b-a4b-it-maas", "qwen3:8b"])("gives %s a system turn", async (name) => {
    await clientOf(gemma.url, name).complete(aModelRequest());
    expect(gemma.calls[0]?.request.messages.map(({ role }) => role)).toEqual(["system", "user"]);
  });

  it.each(["gemma-3-27b-it", "gemma3:4b"])(
    "puts the system text into the first user turn of %s",
    async (name) => {
      await clientOf(gemma.url, name).complete(aModelRequest());
      expect(gemma.calls[0]).toMatchObject({ outcome: "answered" });
      expect(gemma.calls[0]?.request.messages).toMatchObject([
        { role: "user", content: expect.stringMatching(/^You write courses\.\n\nWrite what is asked/) },
      ]);
    },
  );

  it("says on the wire only text that is valid UTF-8", async () => {
    await clientOf(gemma.url).complete(aModelRequest({ turns: [{ role: "user", text: "half \ud83d" }] }));
    expect(gemma.calls[0]?.request.messages[1]?.content).toBe("half \ufffd");
  });

  it("leaves out what the model thought aloud", async () => {
    gemma.script({ mode: "think" });
    const { text } = await clientOf(gemma.url).complete(aModelRequest());
    expect(JSON.parse(text)).toEqual({ title: "Understanding Photosynthesis" });
  });

  it("tells an answer that was cut off", async () => {
    gemma.script({ mode: "truncate" });
    expect(await clientOf(gemma.url).complete(aModelRequest())).toMatchObject({ finish: "length" });
  });

  it("puts the schema into the prompt of a server that refuses response_format, and remembers", async () => {
    gemma.script({ mode: "refuse-format", times: "always" });
    const model = clientOf(gemma.url);
    for (let i = 0; i < 2; i++) {
      const { text } = await model.complete(aModelRequest());
      expect(JSON.parse(text)).toEqual({ title: "Understanding Photosynthesis" });
    }
    expect(gemma.calls.map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(gemma.calls[1]?.request.messages[0]?.content).toContain('"required":["title"]');
  });

  it("does not blame response_format when the request fails without it too", async () => {
    gemma.script({ mode: "refuse-format" }, { mode: "status", status: 400 });
    const model = clientOf(gemma.url);
    await expect(model.complete(aModelRequest())).rejects.toMatchObject({ slug: "server-error" });
    await model.complete(aModelRequest());
    expect(gemma.calls[2]?.request.response_format).toBeDefined();
  });

  it.each([
    { status: 429, kind: "rate-limited" },
    { status: 500, kind: "server" },
    { status: 503, kind: "server" },
    { status: 504, kind: "timeout" },
  ])("calls $status model-unavailable, with the server's Retry-After", async ({ status, kind }) => {
    gemma.script({ mode: "status", status, retryAfter: "7" });
    const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
    expect(error).toMatchObject({ slug: "model-unavailable", retryAfterSeconds: 7 });
    expect(faultOf(error)).toMatchObject({ kind, status });
  });

  it.each([
    { retryAfter: new Date(Date.now() + 60_000).toUTCString(), least: 58, most: 60 },
    { retryAfter: "Wed, 01 Jan 2025 00:00:00 GMT", least: 1, most: 1 },
    { retryAfter: "999999", least: 3600, most: 3600 },
  ])("reads Retry-After $retryAfter as $least to $most seconds", async ({ retryAfter, least, most }) => {
    gemma.script({ mode: "status", status: 429, retryAfter });
    const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
    expect(error).toHaveProperty(
      "retryAfterSeconds",
      expect.toSatisfy((s) => s >= least && s <= most),
    );
  });

  it.each([302, 400, 401, 403, 404, 413])(
    "calls %i a server-error whose cause says what to look at",
    async (status) => {
      gemma.script({ mode: "status", status, times: "always" });
      const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
      expect(error).toMatchObject({
        slug: "server-error",
        message: "The language model could not be asked.",
      });
      expect(faultOf(error)?.message).toMatch(/check|grant|larger/);
    },
  );

  it("does not carry the prompt to where a redirect points", async () => {
    gemma.script({ mode: "status", status: 307 });
    await expect(clientOf(gemma.url).complete(aModelRequest())).rejects.toMatchObject({
      slug: "server-error",
    });
    expect(gemma.count()).toBe(1);
  });

  it.each([
    { mode: "drop", when: "before-headers" },
    { mode: "drop", when: "mid-body" },
  ] as const)("calls a connection dropped $when model-unavailable", async (rule) => {
    gemma.script(rule);
    const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
    expect(error).toMatchObject({ slug: "model-unavailable" });
    expect(faultOf(error)).toMatchObject({ kind: "unreachable" });
    expect(gemma.calls[0]).toMatchObject({ outcome: "lost" });
  });

  it("calls a server that does not listen model-unavailable", async () => {
    const gone = await startGemmaServer();
    await gone.close();
    const error = await failureOf(clientOf(gone.url).complete(aModelRequest()));
    expect(faultOf(error)).toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it.each([{ mode: "endless" }, { mode: "not-a-completion" }] as const)("gives up on $mode", async (rule) => {
    gemma.script(rule);
    const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
    expect(error).toMatchObject({ slug: "model-unavailable" });
    expect(faultOf(error)).toMatchObject({ kind: "malformed" });
  });

  it("hangs up when the caller aborts, and throws the caller's own reason", async () => {
    gemma.script({ mode: "slow", ms: 2000 });
    const abort = new AbortController();
    const reason = new Error("canceled by the learner");
    const answer = clientOf(gemma.url).complete(aModelRequest({ signal: abort.signal }));
    await expect.poll(() => gemma.count()).toBe(1);
    abort.abort(reason);
    await expect(answer).rejects.toBe(reason);
    await expect.poll(() => gemma.calls[0]?.outcome).toBe("lost");
  });

  it("does not call at all for a caller that has aborted", async () => {
    await expect(
      clientOf(gemma.url).complete(aModelRequest({ signal: AbortSignal.abort() })),
    ).rejects.toThrow();
    expect(gemma.count()).toBe(0);
  });

  it.each([
    { case: "a refusal that repeats the request", rule: { mode: "status", status: 400, times: "always" } },
    { case: "an outage that repeats the request", rule: { mode: "status", status: 500 } },
    { case: "a bad login that repeats the key", rule: { mode: "status", status: 401 } },
    { case: "a dropped connection", rule: { mode: "drop", when: "before-headers" } },
  ] as const)("shows neither key nor prompt in the error of $case", async ({ rule }) => {
    gemma.script(rule);
    const error = await failureOf(clientOf(gemma.url).complete(aModelRequest()));
    const everything = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
    expect(everything).toContain("Problem");
    expect(everything).not.toContain(apiKey);
    expect(everything).not.toContain("You write courses");
  });

  it("shows nothing of a credential that cannot be sent", async () => {
    const model = chatModel({
      name: "gemma",
      baseUrl: gemma.url,
      authorize: async () => ({ authorization: `Bearer ${apiKey}\nX` }),
    });
    const error = await failureOf(model.complete(aModelRequest()));
    expect(error).toMatchObject({ name: "Problem" });
    expect(inspect(error, { depth: Infinity })).not.toContain(apiKey);
  });

  it("calls missing credentials a server-error", async () => {
    const model = chatModel({
      name: "gemma",
      baseUrl: gemma.url,
      authorize: () => Promise.reject(new Error(`no ${apiKey}`)),
    });
    const error = await failureOf(model.complete(aModelRequest()));
    expect(error).toMatchObject({ slug: "server-error" });
    expect(inspect(error, { depth: Infinity })).not.toContain(apiKey);
    expect(gemma.count()).toBe(0);
  });
});

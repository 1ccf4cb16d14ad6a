import type { GenerateContentResponse } from "@google-cloud/vertexai";
import { describe, expect, it } from "vitest";
import { faultOf } from "#functions/platform/inference/model-fault";
import {
  answerFrom,
  generateContentRequest,
  vertexGenerativeModel,
} from "#functions/platform/inference/vertex-generative-model";
import { aModelRequest } from "../../../support/model-request.ts";

/** As `generateContent` answers over REST. */
const recorded = (text: string, finishReason = "STOP"): GenerateContentResponse =>
  // The SDK hands on the parsed JSON; its enums are these strings.
  ({
    candidates: [{ index: 0, content: { role: "model", parts: [{ text }] }, finishReason }],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 34, totalTokenCount: 46 },
  }) as unknown as GenerateContentResponse;

const failing = (name: string, message: string) =>
  vertexGenerativeModel({
    name: "gemini",
    project: "demo",
    location: "global",
    generate: () => Promise.reject(Object.assign(new Error(message), { name })),
  })
    .complete(aModelRequest())
    .catch((error: unknown) => error);

describe("vertexGenerativeModel", () => {
  it("puts system, schema, turns and limit where generateContent wants them", () => {
    const request = generateContentRequest(
      aModelRequest({
        turns: [
          { role: "user", text: "one" },
          { role: "assistant", text: "two" },
          { role: "user", text: "three" },
        ],
      }),
    );
    expect(request).toEqual({
      systemInstruction: {
        role: "system",
        parts: [{ text: expect.stringMatching(/^You write courses[\s\S]*"title"/) }],
      },
      contents: [
        { role: "user", parts: [{ text: "one" }] },
        { role: "model", parts: [{ text: "two" }] },
        { role: "user", parts: [{ text: "three" }] },
      ],
      generationConfig: { maxOutputTokens: 4000, responseMimeType: "application/json" },
    });
  });

  it("reads text, usage and finish", () => {
    expect(answerFrom(recorded('{"a":1}'), "gemini")).toEqual({
      text: '{"a":1}',
      model: "gemini",
      usage: { promptTokens: 12, completionTokens: 34 },
      finish: "stop",
    });
    expect(answerFrom(recorded("{", "MAX_TOKENS"), "gemini").finish).toBe("length");
  });

  it("gives empty text for a candidate a filter has emptied", () => {
    const filtered = {
      candidates: [{ index: 0, finishReason: "SAFETY" }],
    } as unknown as GenerateContentResponse;
    expect(answerFrom(filtered, "gemini")).toMatchObject({ text: "", finish: "stop" });
  });

  it("refuses a blocked prompt for good", () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" } } as unknown as GenerateContentResponse;
    expect(() => answerFrom(blocked, "gemini")).toThrow(expect.objectContaining({ slug: "server-error" }));
  });

  it.each([
    {
      name: "ClientError",
      message: '[VertexAI.ClientError]: got status: 429 Too Many Requests. {"x"}',
      kind: "rate-limited",
    },
    {
      name: "ClientError",
      message: "[VertexAI.ClientError]: got status: 404 Not Found. {}",
      kind: "refused",
    },
    {
      name: "GoogleGenerativeAIError",
      message: "[VertexAI.GoogleGenerativeAIError]: got status: 503 x",
      kind: "server",
    },
    {
      name: "GoogleGenerativeAIError",
      message: "[VertexAI.GoogleGenerativeAIError]: exception posting",
      kind: "unreachable",
    },
    { name: "GoogleAuthError", message: "[VertexAI.GoogleAuthError]: no", kind: "refused" },
  ])("takes $name for $kind and does not repeat $message", async ({ name, message, kind }) => {
    const error = await failing(name, message);
    expect(faultOf(error)).toMatchObject({ kind });
    expect(faultOf(error)?.message).not.toContain("VertexAI.");
  });

  it("is understood by the SDK it is written for", async () => {
    const { VertexAI } = await import("@google-cloud/vertexai");
    const sent: { url: string; body: unknown }[] = [];
    const realFetch = globalThis.fetch;
    // The SDK hard-codes https://, so what it would send is caught at `fetch`.
    globalThis.fetch = async (url, init) => {
      sent.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return Response.json(recorded('{"title":"Light"}'));
    };
    try {
      const auth = { authClient: { getAccessToken: async () => ({ token: "t" }) } };
      // Only `getAccessToken` of the client is used for a token that is given.
      const googleAuthOptions = auth as unknown as NonNullable<
        ConstructorParameters<typeof VertexAI>[0]["googleAuthOptions"]
      >;
      const sdk = new VertexAI({ project: "demo", location: "europe-west1", googleAuthOptions });
      const model = vertexGenerativeModel({
        ...{ name: "gemini", project: "demo", location: "europe-west1" },
        generate: async (request) =>
          (await sdk.getGenerativeModel({ model: "gemini" }).generateContent(request)).response,
      });
      expect(await model.complete(aModelRequest())).toMatchObject({
        text: '{"title":"Light"}',
        finish: "stop",
      });
    } finally {
      globalThis.fetch = realFetch;
    }
    expect(sent).toMatchObject([
      {
        url: "https://europe-west1-aiplatform.googleapis.com/v1/projects/demo/locations/europe-west1/publishers/google/models/gemini:generateContent",
        body: { contents: [{ role: "user" }], generationConfig: { maxOutputTokens: 4000 } },
      },
    ]);
  });
});

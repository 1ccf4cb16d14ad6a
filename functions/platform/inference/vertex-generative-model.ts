import type { GenerateContentRequest, GenerateContentResponse } from "@google-cloud/vertexai";
import { schemaInstruction, withoutThinking } from "./chat-messages.ts";
import type { Model, ModelAnswer, ModelRequest } from "./model.ts";
import { ModelFault, misconfigured, problemOfStatus, unavailable } from "./model-fault.ts";

export interface VertexGenerativeModelOptions {
  readonly name: string;
  readonly project: string;
  readonly location: string;
  /** Sends the request; the SDK does unless told otherwise. */
  readonly generate?: (request: GenerateContentRequest) => Promise<GenerateContentResponse>;
}

/**
 * A model that answers Vertex AI's `generateContent`, through `@google-cloud/vertexai`. That SDK takes no
 * abort signal and is deprecated: `infra/decisions/0009-vertex-sdk-behind-the-port.md`.
 * @throws {Problem} as `chatModel` does.
 */
export function vertexGenerativeModel(options: VertexGenerativeModelOptions): Model {
  const generate = options.generate ?? sdk(options);
  return {
    name: options.name,
    degraded: false,
    complete: async (request) => {
      request.signal.throwIfAborted();
      const response = await generate(generateContentRequest(request)).catch((error: unknown) => {
        throw problemOf(error);
      });
      request.signal.throwIfAborted();
      return answerFrom(response, options.name);
    },
  };
}

/** The SDK's form of our request. The schema goes in words: its own type of schema holds a subset of ours. */
export const generateContentRequest = (request: ModelRequest): GenerateContentRequest => ({
  systemInstruction: {
    role: "system",
    parts: [{ text: `${request.system.toWellFormed()}\n\n${schemaInstruction(request.schema)}` }],
  },
  contents: request.turns.map(({ role, text }) => ({
    role: role === "assistant" ? "model" : "user",
    parts: [{ text: text.toWellFormed() }],
  })),
  generationConfig: { maxOutputTokens: request.maxTokens, responseMimeType: "application/json" },
});

/** Our form of the SDK's response; a prompt that was blocked has no candidate and is refused for good. */
export function answerFrom(response: GenerateContentResponse, name: string): ModelAnswer {
  const candidate = response.candidates?.[0];
  if (!candidate) {
    const blocked = response.promptFeedback?.blockReason;
    if (blocked) throw misconfigured(`The model's safety filter blocked the prompt (${blocked}).`);
    throw unavailable(new ModelFault("malformed", "The model's answer has no candidate."));
  }
  // A candidate stopped by a filter may come without content, whatever the type says.
  const parts = candidate.content?.parts ?? [];
  return {
    text: withoutThinking(parts.map(({ text }) => text ?? "").join("")),
    model: name,
    usage: {
      promptTokens: response.usageMetadata?.promptTokenCount ?? 0,
      completionTokens: response.usageMetadata?.candidatesTokenCount ?? 0,
    },
    finish: candidate.finishReason === "MAX_TOKENS" ? "length" : "stop",
  };
}

function sdk({ name, project, location }: VertexGenerativeModelOptions) {
  return async (request: GenerateContentRequest): Promise<GenerateContentResponse> => {
    const { VertexAI } = await import("@google-cloud/vertexai");
    const model = new VertexAI({ project, location }).getGenerativeModel({ model: name });
    return (await model.generateContent(request)).response;
  };
}

/** The SDK tells the status only inside its message; the rest of that message is not ours to repeat. */
function problemOf(error: unknown) {
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: "" };
  const status = /^(?:\[[^\]]*\]: )?got status: (\d{3})/.exec(message)?.[1];
  if (status) return problemOfStatus(Number(status));
  if (name === "GoogleAuthError")
    return misconfigured("No credentials for Vertex AI: check the service account.");
  return unavailable(new ModelFault("unreachable", `No answer from Vertex AI (${name}).`));
}

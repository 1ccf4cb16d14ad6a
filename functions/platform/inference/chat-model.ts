import { z } from "zod";
import { Problem } from "../../shared/problem.ts";
import { chatMessages, familyOf, type ModelFamily, withoutThinking } from "./chat-messages.ts";
import type { Model, ModelAnswer, ModelRequest } from "./model.ts";
import { ModelFault, misconfigured, problemOfStatus, unavailable } from "./model-fault.ts";

export interface ChatModelOptions {
  /** The model's name for people, usage and logs. */
  readonly name: string;
  /** What goes on the wire as `model`, if not `name`: a dedicated Vertex endpoint wants an empty string. */
  readonly wireName?: string;
  /** Up to, not including, `/chat/completions`. */
  readonly baseUrl: string;
  /** Headers that prove who calls; asked for before each request, so tokens may be short-lived. */
  readonly authorize: () => Promise<Readonly<Record<string, string>>>;
  /** Read off `name` if not given. */
  readonly family?: ModelFamily;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A model behind the OpenAI-compatible `POST {baseUrl}/chat/completions`, the one format that vLLM, Ollama,
 * llama.cpp and Vertex AI all speak. Asks the server to enforce the schema by `response_format`; a server
 * that refuses it is remembered, and the schema goes into the prompt.
 * @throws {Problem} `model-unavailable` on 429, 5xx, a broken connection or an answer outside the protocol;
 * `server-error` on a refusal that asking again will not change. A caller's abort is thrown as its reason.
 */
export function chatModel(options: ChatModelOptions): Model {
  const family = options.family ?? familyOf(options.name);
  let enforcesSchema = true;

  const send = (request: ModelRequest, schemaInPrompt: boolean): Promise<Reply> => {
    const body = {
      model: options.wireName ?? options.name,
      messages: chatMessages(family, request, schemaInPrompt),
      max_tokens: request.maxTokens,
      ...(schemaInPrompt ? {} : { response_format: responseFormat(request) }),
    };
    return post(options, body, request.signal);
  };

  return {
    name: options.name,
    degraded: false,
    complete: async (request) => {
      request.signal.throwIfAborted();
      if (enforcesSchema) {
        const reply = await send(request, false);
        if (!mayRefuseFormat(reply)) return answerOf(reply, options.name);
      }
      const reply = await send(request, true);
      // Only a success proves that it was the format which the server refused.
      if (reply.status === 200) enforcesSchema = false;
      return answerOf(reply, options.name);
    },
  };
}

const responseFormat = ({ operation, schema }: ModelRequest) => ({
  type: "json_schema",
  json_schema: { name: operation, schema },
});

interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

const mayRefuseFormat = ({ status, text }: Reply): boolean =>
  (status === 400 || status === 422) && /response_format|json_?schema|structured|guided|grammar/i.test(text);

async function post(options: ChatModelOptions, body: object, signal: AbortSignal): Promise<Reply> {
  const credentials = await options.authorize().catch((error: unknown) => {
    throw misconfigured(`No credentials for the model server (${nameOf(error)}): check the service account.`);
  });
  try {
    const response = await (options.fetch ?? fetch)(
      `${options.baseUrl.replace(/\/+$/, "")}/chat/completions`,
      {
        method: "POST",
        headers: { ...credentials, "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(body),
        // A redirect would carry the prompt to a host nobody configured.
        redirect: "manual",
        signal,
      },
    );
    const retryAfter = response.headers.get("retry-after");
    return { status: response.status, retryAfter, text: await readBounded(response) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) throw error;
    throw unavailable(new ModelFault("unreachable", `No answer from the model server (${nameOf(error)}).`));
  }
}

/** Many times what the longest answer needs; a server that says more is broken. */
const answerBytesMax = 4 * 1024 * 1024;

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax)
      throw unavailable(
        new ModelFault("malformed", `The model server's answer exceeds ${answerBytesMax} bytes.`),
      );
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const Completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

function answerOf(reply: Reply, name: string): ModelAnswer {
  if (reply.status !== 200) throw problemOfStatus(reply.status, reply.retryAfter);
  const completion = parse(reply.text);
  const choice = completion?.choices[0];
  if (!choice)
    throw unavailable(new ModelFault("malformed", "The model server's answer is no chat completion.", 200));
  return {
    text: withoutThinking(choice.message.content ?? ""),
    model: completion.model || name,
    usage: {
      promptTokens: completion.usage?.prompt_tokens ?? 0,
      completionTokens: completion.usage?.completion_tokens ?? 0,
    },
    finish: choice.finish_reason === "length" ? "length" : "stop",
  };
}

function parse(text: string): z.infer<typeof Completion> | undefined {
  try {
    return Completion.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An error's class and code, never its message, which may quote what was sent. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const source = error.cause instanceof Error ? error.cause : error;
  const code = "code" in source && typeof source.code === "string" ? ` ${source.code}` : "";
  return `${source.name}${code}`;
}

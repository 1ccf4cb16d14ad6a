import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import { askedBy } from "./gemma-answers.ts";
import { JsonSchema } from "./gemma-schema.ts";

/** The request of `POST …/chat/completions`, as far as vLLM and we use it. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })).min(1),
  max_tokens: z.int().positive().default(1024),
  response_format: z
    .object({
      type: z.literal("json_schema"),
      json_schema: z.object({ name: z.string().regex(/^[\w-]{1,64}$/), schema: JsonSchema }),
    })
    .optional(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** What a request asks for, read off the wire alone. */
export interface Understood {
  readonly operation: string;
  readonly lesson: number | undefined;
  /** What stands in the fenced JSON block after a line `INPUT:`. */
  readonly input: unknown;
  readonly schema: JsonSchema | undefined;
  /** Equal for requests that are equal as canonical JSON (RFC 8785). */
  readonly key: string;
}

export function understood(request: ChatRequest): Understood {
  const input = request.messages
    .map(({ content }) => inputIn(content))
    .findLast((found) => found !== undefined);
  const asked = askedBy(input);
  const format = request.response_format?.json_schema;
  return {
    operation: asked.operation === "unknown" ? (format?.name ?? asked.operation) : asked.operation,
    lesson: asked.lesson,
    input,
    schema: format?.schema ?? schemaIn(request.messages.map(({ content }) => content).join("\n")),
    key: createHash("sha256")
      .update(canonicalize(request) ?? "")
      .digest("hex")
      .slice(0, 16),
  };
}

/** A string of JSON holds no raw line break, so neither the label nor the fence can stand inside one. */
function inputIn(text: string): unknown {
  const after = /^INPUT:[ \t]*$([\s\S]*)/m.exec(text)?.[1]?.trim();
  if (after === undefined) return undefined;
  return parse(/^```\w*\n([\s\S]*?)\n```/.exec(after)?.[1] ?? after);
}

/** Where `response_format` was refused, the schema stands on a line of its own. */
function schemaIn(text: string): JsonSchema | undefined {
  for (const [line] of text.matchAll(/^\{.*\}$/gm)) {
    const found = JsonSchema.safeParse(parse(line));
    if (found.success && found.data.type === "object") return found.data;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a template would refuse the messages: Gemma 3 and earlier know no system role, and turns alternate. */
export function templateFault({ model, messages }: ChatRequest): string | undefined {
  const turns = messages[0]?.role === "system" ? messages.slice(1) : messages;
  if (turns !== messages && /gemma-?[123]/.test(model)) return "System role not supported";
  const alternate = turns.every(({ role }, i) => role === (i % 2 === 0 ? "user" : "assistant"));
  return alternate ? undefined : "Conversation roles must alternate user/assistant/user/assistant/...";
}

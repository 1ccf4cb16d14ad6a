import type { ModelRequest } from "./model.ts";

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** Which chat template the model was trained on; `gemma-3` stands for it and everything before. */
export type ModelFamily = "gemma-3" | "gemma-4" | "other";

/** Reads the family off names such as `google/gemma-4-26b-a4b-it-maas`, `gemma3n:e4b`, `gemma-7b-it`. */
export function familyOf(name: string): ModelFamily {
  if (!/gemma/i.test(name)) return "other";
  // Digits before a `b` are a size, not a version: the first generation carried no number.
  const version = Number(/gemma[-_ ]?(\d+)(?![\db])/i.exec(name)?.[1] ?? 1);
  return version >= 4 ? "gemma-4" : "gemma-3";
}

/**
 * The messages a family's template accepts. Gemma 3 and earlier know only user and model, so system text
 * heads the first user turn (https://ai.google.dev/gemma/docs/formatting); Gemma 4 has a system role.
 */
export function chatMessages(
  family: ModelFamily,
  request: ModelRequest,
  schemaInPrompt: boolean,
): ChatMessage[] {
  const system = clean(
    schemaInPrompt ? `${request.system}\n\n${schemaInstruction(request.schema)}` : request.system,
  );
  const turns = request.turns.map(({ role, text }) => ({ role, content: clean(text) }));
  if (system === "") return turns;
  if (family !== "gemma-3") return [{ role: "system", content: system }, ...turns];
  const [first, ...rest] = turns;
  return [{ role: "user", content: `${system}\n\n${first?.content ?? ""}` }, ...rest];
}

/** For a server or an interface that cannot enforce a schema: says it in words. */
export const schemaInstruction = (schema: ModelRequest["schema"]): string =>
  `Answer with one JSON object that matches this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`;

/**
 * Drops what a model thought aloud before its answer, where the server left it in: Gemma 4's
 * `<|channel>thought … <channel|>` (https://ai.google.dev/gemma/docs/core/prompt-formatting-gemma4) and the
 * `<think>` of others. Only at the head, since a lesson may speak of such a tag; a thought that never ends
 * leaves nothing.
 */
export function withoutThinking(text: string): string {
  const thought = /^\s*(?:<\|channel>\s*thought\b[\s\S]*?(?:<channel\|>|$)|<think>[\s\S]*?(?:<\/think>|$))/;
  let rest = text;
  while (thought.test(rest)) rest = rest.replace(thought, "");
  return rest.trim();
}

/** A lone surrogate is not UTF-8; strict servers refuse the whole request for one. */
const clean = (text: string): string => text.toWellFormed();

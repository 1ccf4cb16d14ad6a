import { z } from "zod";
import { Problem } from "../../shared/problem.ts";
import { extractJson } from "./extract-json.ts";
import type { Model, ModelAnswer, Turn } from "./model.ts";

export interface Question<T> {
  /** See `ModelRequest`. */
  readonly operation: string;
  readonly system: string;
  readonly prompt: string;
  readonly input: unknown;
  readonly schema: z.ZodType<T>;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  /** What is wrong with a value of the right shape, in sentences the model can act on; none means accepted. */
  readonly check?: (value: T) => readonly string[];
  /** How often the model is shown its own mistake; `REPAIRS` unless given. */
  readonly repairs?: number;
}

/** How often a model is shown what is wrong with an answer's form, unless its question says otherwise. */
export const REPAIRS = 2;

export interface Asked<T> {
  readonly value: T;
  /** Of all calls together, answers that were saved before included. */
  readonly usage: ModelAnswer["usage"];
  readonly calls: number;
  readonly model: string;
}

/**
 * Asks for a value of a given shape. The schema goes out as JSON Schema; nothing that comes back is believed
 * until it has passed `schema` and `check`. Otherwise the model is shown what was wrong, `repairs` times.
 * @throws {Problem} `model-unavailable` with `reason: "unusable-answer"` when no answer passed, and whatever
 * the model throws. A caller's abort is thrown as its reason before the next call.
 */
export async function ask<T>(model: Model, question: Question<T>): Promise<Asked<T>> {
  const { schema: shape, check, repairs = REPAIRS, prompt, ...request } = question;
  // The model writes what the schema takes in, before defaults and transforms; `$schema` is noise to it.
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: "input" });
  const usage = { promptTokens: 0, completionTokens: 0 };
  let turns: readonly Turn[] = [{ role: "user", text: prompt }];
  for (let calls = 1; ; calls++) {
    request.signal.throwIfAborted();
    const answer = await model.complete({ ...request, schema, turns });
    usage.promptTokens += answer.usage.promptTokens;
    usage.completionTokens += answer.usage.completionTokens;
    const reading = read(answer, shape, check);
    if ("value" in reading) return { value: reading.value, usage, calls, model: answer.model };
    if (calls > repairs) throw unusable(question.operation, calls, reading.complaint);
    turns = repairTurns(prompt, answer, reading.complaint);
  }
}

type Reading<T> = { readonly value: T } | { readonly complaint: string };

function read<T>(answer: ModelAnswer, schema: z.ZodType<T>, check: Question<T>["check"]): Reading<T> {
  if (answer.finish === "length")
    return { complaint: "It was cut off before its end. Answer again, complete and much shorter." };
  if (answer.text.length > answerLengthMax)
    return { complaint: "It was far too long. Answer again, much shorter." };
  const json = extractJson(answer.text);
  if (json === undefined) return { complaint: "It holds no JSON object. Answer with the JSON object alone." };
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    return { complaint: `It does not match the schema:\n${z.prettifyError(parsed.error)}` };
  const findings = check?.(parsed.data) ?? [];
  if (findings.length > 0) return { complaint: findings.map((finding) => `- ${finding}`).join("\n") };
  return { value: parsed.data };
}

/** UTF-16 units; an answer beyond it is not even searched for JSON. */
const answerLengthMax = 200_000;
const shownAnswerMax = 6000;
const shownComplaintMax = 2000;

/** Only the last mistake is shown, so that a repair's prompt does not grow with their number. */
const repairTurns = (prompt: string, answer: ModelAnswer, complaint: string): readonly Turn[] => [
  { role: "user", text: prompt },
  // Some servers refuse an empty turn.
  { role: "assistant", text: shortened(answer.text, shownAnswerMax) || "(no answer)" },
  {
    role: "user",
    text: `Your answer cannot be used.\n${shortened(complaint, shownComplaintMax)}\nAnswer again with the whole corrected JSON object and nothing else.`,
  },
];

const shortened = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max)} […]`;

const unusable = (operation: string, calls: number, complaint: string): Problem =>
  new Problem("model-unavailable", "The model did not give a usable answer.", {
    cause: new Error(`${operation}: ${calls} answers refused, the last one: ${shortened(complaint, 500)}`),
    members: { reason: "unusable-answer" },
  });

import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Model, ModelAnswer, ModelRequest } from "./model.ts";

/** Where raw answers are kept between two attempts at the same work. */
export interface SavedAnswers {
  read(key: string): Promise<ModelAnswer | undefined>;
  write(key: string, answer: ModelAnswer): Promise<void>;
}

/**
 * Never pays twice for an answer that was saved: the same question is answered from `answers`, and a fresh
 * answer is written there before anybody sees it, right or wrong. A call lost with its process is repeated.
 */
export function savedModel(model: Model, answers: SavedAnswers): Model {
  return {
    ...model,
    complete: async (request) => {
      const key = answerKey(request);
      const saved = await answers.read(key);
      if (saved) return saved;
      const fresh = await model.complete(request);
      await answers.write(key, fresh);
      return fresh;
    },
  };
}

/** SHA-256, in hexadecimal, of the question's canonical JSON (RFC 8785). */
export function answerKey({ operation, system, turns, schema, maxTokens }: ModelRequest): string {
  const question = {
    operation,
    // RFC 8785 knows no lone surrogate, and the model is never shown one.
    system: system.toWellFormed(),
    turns: turns.map(({ role, text }) => ({ role, text: text.toWellFormed() })),
    schema,
    maxTokens,
  };
  return createHash("sha256")
    .update(canonicalize(question) ?? "")
    .digest("hex");
}

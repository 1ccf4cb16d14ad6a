import type { Model, ModelAnswer } from "./model.ts";

/** One call to a model, for counters and budgets; no word of what was asked or answered. */
export interface ModelCall {
  readonly model: string;
  readonly operation: string;
  readonly outcome: "answered" | "truncated" | "failed";
  readonly durationMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Tells `count` of every call, also of those that fail. */
export function withUsage(model: Model, count: (call: ModelCall) => void): Model {
  return {
    ...model,
    complete: async (request) => {
      const startedAt = performance.now();
      const tell = (outcome: ModelCall["outcome"], usage: ModelAnswer["usage"]) =>
        count({
          model: model.name,
          operation: request.operation,
          outcome,
          durationMs: Math.round(performance.now() - startedAt),
          ...usage,
        });
      try {
        const answer = await model.complete(request);
        tell(answer.finish === "length" ? "truncated" : "answered", answer.usage);
        return answer;
      } catch (error) {
        tell("failed", { promptTokens: 0, completionTokens: 0 });
        throw error;
      }
    },
  };
}

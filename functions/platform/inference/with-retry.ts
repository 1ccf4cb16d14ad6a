import { setTimeout as wait } from "node:timers/promises";
import { Problem } from "../../shared/problem.ts";
import type { Model } from "./model.ts";
import { faultOf, type ModelFaultKind } from "./model-fault.ts";

export interface RetryOptions {
  /** After the first call; Vertex AI asks for no more than two. */
  readonly retries?: number;
  /** Doubled each time, plus up to a quarter at random; Vertex AI asks for at least a second. */
  readonly firstDelayMs?: number;
  /** A server that wants us to wait longer than this is left to the queue. */
  readonly longestDelayMs?: number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

/**
 * Few and short retries, for a blip: the durable retry is the queue's. Honours a server's `Retry-After` up to
 * `longestDelayMs`; beyond that it gives up at once with the problem's `retryAfterSeconds` for the queue.
 * Never retries a refusal, nor a time-out, which has used up the time there was.
 */
export function withRetry(model: Model, options: RetryOptions = {}): Model {
  const { retries = 2, firstDelayMs = 1000, longestDelayMs = 5000, random = Math.random } = options;
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }));

  const delayMs = (error: unknown, attempt: number): number | undefined => {
    if (!(error instanceof Problem) || !isPassing(error)) return undefined;
    const backoffMs = firstDelayMs * 2 ** attempt * (1 + random() / 4);
    const delay = Math.max(backoffMs, (error.retryAfterSeconds ?? 0) * 1000);
    return delay <= longestDelayMs ? delay : undefined;
  };

  return {
    ...model,
    complete: async (request) => {
      for (let attempt = 0; ; attempt++) {
        try {
          return await model.complete(request);
        } catch (error) {
          request.signal.throwIfAborted();
          const delay = attempt < retries ? delayMs(error, attempt) : undefined;
          if (delay === undefined) throw error;
          await sleep(delay, request.signal).catch(() => request.signal.throwIfAborted());
        }
      }
    },
  };
}

const passing: ReadonlySet<ModelFaultKind> = new Set(["rate-limited", "server", "unreachable"]);

const isPassing = (error: Problem): boolean => {
  const kind = faultOf(error)?.kind;
  return error.slug === "model-unavailable" && kind !== undefined && passing.has(kind);
};

import type { Model } from "./model.ts";
import { ModelFault, unavailable } from "./model-fault.ts";

/**
 * Gives each call `timeoutMs`, also to a model that ignores its signal.
 * @throws {Problem} `model-unavailable` when the time is up; a caller's own abort is thrown as its reason.
 */
export function withTimeout(model: Model, timeoutMs: number): Model {
  return {
    ...model,
    complete: async (request) => {
      request.signal.throwIfAborted();
      const timer = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([request.signal, timer]);
      try {
        return await Promise.race([model.complete({ ...request, signal }), aborted(signal)]);
      } catch (error) {
        request.signal.throwIfAborted();
        if (timer.aborted)
          throw unavailable(new ModelFault("timeout", `The model did not answer within ${timeoutMs} ms.`));
        throw error;
      }
    },
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from "cockatiel";
import type { Model } from "./model.ts";
import { faultOf, ModelFault, type ModelFaultKind, unavailable } from "./model-fault.ts";

export interface BreakerOptions {
  /** So many failures in a row open the circuit. */
  readonly failures?: number;
  /** How long it stays open before one call may try again. */
  readonly openMs?: number;
}

/**
 * Stops asking a model that is down: one circuit for each operation of the wrapped provider. Only outages
 * count (5xx, time-outs, no connection); a 429 is a server in good health, and refusals are our own fault.
 * @throws {Problem} `model-unavailable` at once while the circuit is open, with the longest wait left.
 */
export function withBreaker(model: Model, options: BreakerOptions = {}): Model {
  const { failures = 5, openMs = 30_000 } = options;
  const circuits = new Map<string, CircuitBreakerPolicy>();

  const circuitOf = (operation: string): CircuitBreakerPolicy => {
    const known = circuits.get(operation);
    if (known) return known;
    const circuit = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failures),
    });
    circuits.set(operation, circuit);
    return circuit;
  };

  const isOpen = (operation: string) =>
    unavailable(
      new ModelFault("circuit-open", `${model.name} failed too often at ${operation}.`),
      Math.ceil(openMs / 1000),
    );

  return {
    ...model,
    complete: async (request) => {
      const circuit = circuitOf(request.operation);
      // The library would make the others wait for the one that tries, deaf to their signals.
      if (circuit.state === CircuitState.HalfOpen) throw isOpen(request.operation);
      return circuit
        .execute(() => model.complete(request))
        .catch((error: unknown) => {
          throw isBrokenCircuitError(error) ? isOpen(request.operation) : error;
        });
    },
  };
}

const outages: ReadonlySet<ModelFaultKind> = new Set(["server", "timeout", "unreachable"]);

const isOutage = (error: unknown): boolean => {
  const kind = faultOf(error)?.kind;
  return kind !== undefined && outages.has(kind);
};

import { setTimeout as wait } from "node:timers/promises";
import type { Probe } from "../platform/probe-dependencies.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { type DependencyHealth, type Readiness, worst } from "./health.ts";

export interface ReadinessDeps {
  readonly probes: readonly Probe[];
  readonly clock: Clock;
}

const TIMEOUT_MS = 2500;
/** A service that takes longer than this answers, but something is wrong. */
const SLOW_MS = 1000;
/** An answer serves everybody who asks within this time: asking often costs the services nothing. */
const KEPT_MS = 2000;

/** Asks every service at once. Never throws: a service that fails, or is silent for 2.5 s, is `fail`. */
export async function checkReadiness({ probes, clock }: ReadinessDeps): Promise<Readiness> {
  const dependencies = await Promise.all(probes.map(askOne));
  return {
    status: worst(dependencies.map(({ status }) => status)),
    checkedAt: timestamp(clock()),
    dependencies,
  };
}

/** `checkReadiness`, asked at most once in two seconds however many want to know. */
export function sharedReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  let last: { readiness: Promise<Readiness>; until: number } | undefined;
  return () => {
    if (last && last.until > deps.clock().getTime()) return last.readiness;
    const readiness = checkReadiness(deps);
    // Until it has answered nobody asks again.
    const asked = { readiness, until: Number.POSITIVE_INFINITY };
    last = asked;
    void readiness.finally(() => {
      asked.until = deps.clock().getTime() + KEPT_MS;
    });
    return readiness;
  };
}

async function askOne({ name, ask }: Probe): Promise<DependencyHealth> {
  const began = performance.now();
  const silence = new AbortController();
  const error = await Promise.race([
    ask().then(() => undefined, messageOf),
    wait(TIMEOUT_MS, `no answer within ${TIMEOUT_MS} ms`, { signal: silence.signal }),
  ]);
  silence.abort();
  const latencyMs = Math.round(performance.now() - began);
  if (error !== undefined) return { name, status: "fail", latencyMs, error };
  return { name, status: latencyMs > SLOW_MS ? "warn" : "pass", latencyMs };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { loadManifests, type Manifests } from "../../infra/manifests.ts";

/** What the stack under fault and its functions agree on: the same machinery as in production, in a hurry. */

/** Of a call to the model, where the test asks for nothing else. */
export const MODEL_TIMEOUT_MS = 2500;
export const LEASE_MARGIN_MS = 1000;
/** A circuit that has opened stays so for this long. */
export const BREAKER_OPEN_MS = 400;
/** More instances of `generation-jobs`, so that one can be killed while the others work on. */
export const LANES = 4;

/** 0.2 + 0.4 + 0.8 + 1.6 × 3: longer than a lease, as in `infra/queues.yaml`. */
const retry = { maxAttempts: 7, minBackoffSeconds: 0.2, maxBackoffSeconds: 1.6, maxDoublings: 3 };
export const MAX_ATTEMPTS = retry.maxAttempts;

export function hurriedManifests(): Manifests {
  const manifests = loadManifests();
  const { generation } = manifests.queues;
  const topic = manifests.topics["domain-events"];
  if (!generation || !topic) throw new Error("infra/ names no queue generation or no topic domain-events.");
  const pushed = { ...topic.retry, minimumBackoffSeconds: 0.1, maximumBackoffSeconds: 1 };
  return {
    ...manifests,
    queues: { generation: { ...generation, retry } },
    topics: { "domain-events": { ...topic, retry: pushed } },
  };
}

/** The name of an instance, and where the queue reaches it. Lane 0 is the function itself. */
export const laneName = (lane: number): string =>
  lane === 0 ? "generation-jobs" : `generation-jobs-${lane}`;
export const lanePath = (lane: number): string => (lane === 0 ? "" : `/lane-${lane}`);

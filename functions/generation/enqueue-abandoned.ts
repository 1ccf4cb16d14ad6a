import { lastClaimMs } from "../platform/firestore/lease.ts";
import type { Job } from "../shared/work.ts";
import type { RunRef } from "../tasks/run.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { leaseKey, leaseLengthMs } from "./run-step.ts";

/** The queue's longest back-off: a step claimed more recently still has a delivery coming. */
const QUEUE_PATIENCE_MS = 90_000;

/** Enqueues the steps that nobody holds and no delivery is coming for; after a retry, all of them. */
export async function enqueueAbandoned(
  deps: GenerationDeps,
  { ref, cause, steps }: { ref: RunRef; cause: string; steps: readonly string[] },
  jobOf: (step: string) => Job,
): Promise<void> {
  const abandoned = await Promise.all(
    steps.map(async (step) => {
      const claimed = await lastClaimMs(deps, { tid: ref.tid, key: leaseKey(ref, step) });
      const patience = leaseLengthMs(deps) + QUEUE_PATIENCE_MS;
      return cause === "retry" || claimed === undefined || claimed > patience;
    }),
  );
  const missing = steps.filter((_, index) => abandoned[index]);
  await Promise.all(missing.map((step) => deps.enqueue(jobOf(step))));
}

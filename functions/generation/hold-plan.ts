import type { Transaction } from "../platform/firestore/database.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import type { RunRef } from "../tasks/run.ts";
import { holdTask, type TrackDeps } from "../tasks/track-task.ts";
import { type Plan, percentAt } from "./plan.ts";

/** An outline that nobody has confirmed by then is given up. */
export const CONFIRMATION_SECONDS = 7 * 24 * 3600;

/** Lets a run wait until its owner has confirmed the plan. Reads before it writes; once it waits, changes nothing. */
export function holdPlan(deps: TrackDeps, ref: RunRef, plan: Plan, tx: Transaction): Promise<void> {
  return holdTask(deps, ref, tx, {
    waitingFor: "confirmation",
    until: timestamp(plusSeconds(deps.clock(), CONFIRMATION_SECONDS)),
    progress: {
      percent: percentAt(0, plan.lessonIds.length),
      step: "confirmation",
      message: "The outline is ready. Confirm it, or change it first.",
    },
  });
}

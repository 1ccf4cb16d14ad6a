import { z } from "zod";
import type { Unit } from "../platform/firestore/transact.ts";
import type { DomainEvent } from "../shared/work.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import type { UsageStore } from "./usage-store.ts";

const Finished = z.object({ taskId: z.uuid(), userId: z.uuid(), attempt: z.int().positive() });

/**
 * Adds what an attempt's model calls cost to its owner's day. Runs inside the subscriber's transaction, which
 * sees each event once.
 */
export async function recordUsage(
  deps: TrackDeps & UsageStore,
  unit: Unit,
  event: DomainEvent,
): Promise<void> {
  const { taskId, userId, attempt } = Finished.parse(event.data);
  // What was saved never changes; the locks of a query inside the transaction would hold up other runs.
  const answers = await deps.tasks
    .answers(userId, taskId)
    .find((collection) => collection.where("attempt", "==", attempt));
  const day = event.at.slice(0, 10);
  const id = `${day}_${userId}`;
  const known = await deps.usage.get(id, unit.tx);
  deps.usage.set(unit.tx, id, {
    userId,
    day,
    tasks: (known?.tasks ?? 0) + 1,
    calls: (known?.calls ?? 0) + answers.length,
    promptTokens:
      (known?.promptTokens ?? 0) + answers.reduce((sum, { usage }) => sum + usage.promptTokens, 0),
    completionTokens:
      (known?.completionTokens ?? 0) + answers.reduce((sum, { usage }) => sum + usage.completionTokens, 0),
  });
}

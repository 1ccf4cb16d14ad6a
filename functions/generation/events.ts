import type { Unit } from "../platform/firestore/transact.ts";
import type { Subscriptions } from "../platform/pubsub/subscriber.ts";
import type { DomainEvent } from "../shared/work.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { recordUsage } from "./record-usage.ts";
import type { UsageStore } from "./usage-store.ts";

export const generationEvents = (deps: TrackDeps & UsageStore): Subscriptions => ({
  "task.finished": (unit: Unit, event: DomainEvent) => recordUsage(deps, unit, event),
});

import { FieldValue } from "@google-cloud/firestore";
import { type Clock, plusSeconds, timestamp } from "../../shared/clock.ts";
import { DomainEvent, Job } from "../../shared/work.ts";
import type { Log } from "../telemetry/log.ts";
import type { Machinery, OutboxEntry } from "./machinery.ts";

interface OutboxDeps {
  readonly machinery: Machinery;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: (event: DomainEvent) => Promise<void>;
  readonly enqueue: (job: Job) => Promise<void>;
}

/** A request flushes its own entries; what is still pending after this long was left behind by a crash. */
const SWEPT_AFTER_SECONDS = 30;
const SWEPT_AT_ONCE = 200;

/** Sends entries and marks them sent. Never throws: what fails stays pending for the sweeper. */
export async function sendOutbox(deps: OutboxDeps, entries: readonly OutboxEntry[]): Promise<number> {
  const sent = await Promise.all(entries.map((entry) => sendOne(deps, entry)));
  return sent.filter(Boolean).length;
}

async function sendOne(deps: OutboxDeps, entry: OutboxEntry): Promise<boolean> {
  try {
    const body: unknown = JSON.parse(entry.body);
    if (entry.kind === "publish") await deps.publish(DomainEvent.parse(body));
    else await deps.enqueue(Job.parse(body));
    // One field, no read: two senders of one entry agree on it.
    await deps.machinery.outbox.ref(entry.id).update({ pendingSince: FieldValue.delete() });
    return true;
  } catch (error) {
    deps.log.warn(
      { outboxId: entry.id, kind: entry.kind, err: error },
      "outbox entry was not sent; the sweeper will",
    );
    return false;
  }
}

/** Sends what crashed or cut-off requests left behind. @returns how many were sent. */
export async function sweepOutbox(deps: OutboxDeps): Promise<{ found: number; sent: number }> {
  const before = timestamp(plusSeconds(deps.clock(), -SWEPT_AFTER_SECONDS));
  const entries = await deps.machinery.outbox.find((outbox) =>
    outbox.where("pendingSince", "<=", before).orderBy("pendingSince").limit(SWEPT_AT_ONCE),
  );
  return { found: entries.length, sent: await sendOutbox(deps, entries) };
}

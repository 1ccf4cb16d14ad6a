import type { Firestore, Transaction } from "@google-cloud/firestore";
import type { Clock } from "../../shared/clock.ts";
import { plusSeconds, timestamp } from "../../shared/clock.ts";
import type { NewId } from "../../shared/id.ts";
import { Problem } from "../../shared/problem.ts";
import type { DomainEvent, Job } from "../../shared/work.ts";
import { backOff, isLost } from "./contention.ts";
import type { Machinery, OutboxEntry } from "./machinery.ts";

/** One atomic change: what is written through `tx` and what is to be told commits together or not at all. */
export interface Unit {
  readonly tx: Transaction;
  /** Tells every subscriber (Pub/Sub) once the change is committed. */
  publish(event: DomainEvent): void;
  /** Gives work to a worker (Cloud Tasks) once the change is committed. */
  enqueue(job: Job): void;
}

/**
 * Runs `work` in one transaction, then sends what it announced. `work` may run again on contention, so it is pure
 * but for `unit`, reads before it writes, and makes no call to the network. Sending never fails a committed
 * change: what cannot be sent now stays in the outbox for the sweeper.
 */
export type Transact = <T>(work: (unit: Unit) => Promise<T>) => Promise<T>;

interface TransactDeps {
  readonly db: Firestore;
  readonly machinery: Machinery;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly send: (entries: readonly OutboxEntry[]) => Promise<void>;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Each is an index entry; an event or a job names a few things. */
const MOST_MENTIONS = 20;

/** Entries are kept this long after they were sent, to see what happened. */
const KEPT_SECONDS = 7 * 24 * 3600;

export const transactFor =
  (deps: TransactDeps, tid: string): Transact =>
  async (work) => {
    let entries: OutboxEntry[] = [];
    const result = await runOpen(deps.db, async (tx) => {
      entries = [];
      const add = (kind: OutboxEntry["kind"], body: DomainEvent | Job) => {
        entries.push(entry(deps, { tid, kind, body: JSON.stringify(body) }));
      };
      const value = await work({
        tx,
        publish: (event) => add("publish", event),
        enqueue: (job) => add("enqueue", job),
      });
      for (const entry of entries) deps.machinery.outbox.create(tx, entry.id, entry);
      return value;
    });
    if (entries.length > 0) await deps.send(entries);
    return result;
  };

const ATTEMPTS = 4;

/**
 * Runs a transaction, again where it lost to others.
 * @throws {Problem} `feature-unavailable` when it lost each time: nothing was changed.
 */
async function runOpen<T>(db: Firestore, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await db.runTransaction(work);
    } catch (error) {
      if (!isLost(error)) throw error;
      if (attempt >= ATTEMPTS)
        throw new Problem("feature-unavailable", "Too many change this at once. Try again.", {
          cause: error,
          retryAfterSeconds: 2,
        });
      await backOff(attempt);
    }
}

function entry(deps: TransactDeps, fields: Pick<OutboxEntry, "tid" | "kind" | "body">): OutboxEntry {
  const now = deps.clock();
  const createdAt = timestamp(now);
  return {
    id: deps.newId(),
    ...fields,
    createdAt,
    pendingSince: createdAt,
    mentions: [...new Set(fields.body.match(UUID) ?? [])].slice(0, MOST_MENTIONS),
    expireAt: plusSeconds(now, KEPT_SECONDS),
  };
}

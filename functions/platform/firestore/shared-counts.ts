import type { DocumentReference, Firestore, Timestamp } from "@google-cloud/firestore";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { backOff, isStale, isTaken } from "./contention.ts";

const Count = z.strictObject({ count: z.number(), expireAt: z.date() });

/** Numbers that every instance adds to. */
export interface SharedCounts {
  /** Adds to a number and tells what that made it: no two calls are told the same. */
  add(tid: string, id: string, more: { by: number; expireAt: Date }): Promise<number>;
}

/** A number as this instance last wrote or read it. */
interface Seen {
  readonly count: number;
  readonly updateTime: Timestamp;
}

/** Some hundred bytes each. */
const MOST_SEEN = 10_000;

/**
 * Counts in `rateLimits/{id}` of a tenant. A number is written without being read when nobody else wrote it since
 * this instance did, which is what happens nearly always: one call in place of two.
 */
export function sharedCounts(db: Firestore): SharedCounts {
  const seen = new LRUCache<string, Seen>({ max: MOST_SEEN });
  return {
    add: async (tid, id, { by, expireAt }) => {
      const ref = db.doc(`tenants/${tid}/rateLimits/${id}`);
      let present = seen.get(ref.path);
      for (let attempt = 0; ; attempt++)
        try {
          const next = Count.parse({ count: (present?.count ?? 0) + by, expireAt });
          const { writeTime } = present
            ? await ref.update(next, { lastUpdateTime: present.updateTime })
            : await ref.create(next);
          seen.set(ref.path, { count: next.count, updateTime: writeTime });
          return next.count;
        } catch (error) {
          // Another instance came first.
          if (!isStale(error) && !isTaken(error)) throw error;
          if (attempt > 0) await backOff(attempt);
          present = await readSeen(ref);
        }
    },
  };
}

async function readSeen(ref: DocumentReference): Promise<Seen | undefined> {
  const snapshot = await ref.get();
  const count: unknown = snapshot.get("count");
  return snapshot.updateTime && { count: z.number().parse(count), updateTime: snapshot.updateTime };
}

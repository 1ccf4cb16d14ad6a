import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { documents } from "./documents.ts";

const Count = z.strictObject({ count: z.number(), expireAt: z.date() });

/** Numbers that every instance adds to. */
export interface SharedCounts {
  /** Adds to a number and tells what that made it: no two calls are told the same. */
  add(tid: string, id: string, more: { by: number; expireAt: Date }): Promise<number>;
}

/** Counts in `rateLimits/{id}` of a tenant. */
export const sharedCounts = (db: Firestore): SharedCounts => ({
  add: async (tid, id, { by, expireAt }) => {
    const counts = documents(db, `tenants/${tid}/rateLimits`, Count);
    const { count } = await counts.put(id, (present) => ({ count: (present?.count ?? 0) + by, expireAt }));
    return count;
  },
});

import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { type Documents, documents } from "../platform/firestore/documents.ts";

/** What one person's generations cost on one day (UTC). */
export const Usage = z.strictObject({
  userId: z.uuid(),
  day: z.iso.date(),
  tasks: z.int().nonnegative(),
  calls: z.int().nonnegative(),
  promptTokens: z.int().nonnegative(),
  completionTokens: z.int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

export interface UsageStore {
  readonly usage: Documents<Usage>;
}

export const usageStore = (db: Firestore, tenantId: string): UsageStore => ({
  usage: documents(db, `tenants/${tenantId}/usage`, Usage),
});

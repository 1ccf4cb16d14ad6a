import { z } from "zod";
import { timestamp } from "../../shared/clock.ts";
import type { Database } from "../firestore/database.ts";
import type { Bucket } from "../storage/bucket.ts";
import { AuditBlock } from "./audit-block.ts";
import { lastBlock } from "./audit-log.ts";

/** Where a chain ended on a day, kept where nobody may change it: `audit/<tid>/<date>.json`. */
export const AuditAnchor = AuditBlock.pick({ tid: true, number: true, hash: true }).extend({
  anchoredAt: z.iso.datetime(),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

export const anchorPrefix = (tid: string): string => `audit/${tid}/`;

/**
 * Writes down where the tenant's chain ends today, once a day (UTC).
 * @returns the number of the block, or `undefined` when nothing is sealed yet or today has its anchor.
 */
export async function anchorAudit(
  deps: { db: Database; clock: () => Date; anchors: Bucket },
  { tid }: { tid: string },
): Promise<number | undefined> {
  const last = await lastBlock(deps.db, tid);
  if (!last) return undefined;
  const { number, hash } = last;
  const anchoredAt = timestamp(deps.clock());
  const anchor: AuditAnchor = { tid, number, hash, anchoredAt };
  const name = `${anchorPrefix(tid)}${anchoredAt.slice(0, 10)}.json`;
  return (await deps.anchors.createText(name, JSON.stringify(anchor))) ? number : undefined;
}

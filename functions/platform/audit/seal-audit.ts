import { FieldValue, type QueryDocumentSnapshot } from "@google-cloud/firestore";
import { plusSeconds, timestamp } from "../../shared/clock.ts";
import { isStale, isTaken } from "../firestore/contention.ts";
import { claimLease, type Lease, type LeaseDeps } from "../firestore/lease.ts";
import type { Transact } from "../firestore/transact.ts";
import type { Log } from "../telemetry/log.ts";
import { blockId, nextBlock, type SealedEntry } from "./audit-block.ts";
import { contentHash, isIntact } from "./audit-entry.ts";
import { auditBlocks, auditEntries, lastBlock } from "./audit-log.ts";

export interface SealDeps extends LeaseDeps {
  readonly clock: () => Date;
  readonly log: Log;
  readonly transact: (tid: string) => Transact;
}

/** Commits that are under way when a block is made come in time; one that does not stands in a later block. */
const SETTLED_SECONDS = 5;
const ENTRIES_PER_BLOCK = 200;
/** Ten thousand entries a minute and tenant; what is left is the next run's. */
const BLOCKS_PER_RUN = 50;
const LEASE_MS = 60_000;

/**
 * Seals what the tenant's audit log holds into the next blocks of its chain. A block and the marks of its entries
 * are one commit, which `create()` of the next number and the lease let one sealer make: killed anywhere and begun
 * again, every entry is sealed once.
 */
export async function sealAudit(
  deps: SealDeps,
  { tid }: { tid: string },
): Promise<{ blocks: number; entries: number } | "busy"> {
  const claim = await claimLease(deps, { tid, key: "seal-audit", lengthMs: LEASE_MS });
  if ("busyMs" in claim) return "busy";
  const { lease } = claim;
  const sealed = { blocks: 0, entries: 0 };
  try {
    while (sealed.blocks < BLOCKS_PER_RUN) {
      await lease.extend();
      const entries = await sealNext(deps, tid, lease);
      if (entries === 0) break;
      sealed.blocks += 1;
      sealed.entries += entries;
    }
    return sealed;
  } finally {
    await lease.release();
  }
}

/** @returns how many entries the next block has got; 0 when nothing waits. */
async function sealNext(deps: SealDeps, tid: string, lease: Lease): Promise<number> {
  const now = deps.clock();
  const before = timestamp(plusSeconds(now, -SETTLED_SECONDS));
  for (;;) {
    const { docs } = await auditEntries(deps.db, tid).query((all) =>
      all.where("pendingSince", "<=", before).orderBy("pendingSince").limit(ENTRIES_PER_BLOCK),
    );
    if (docs.length === 0) return 0;
    const entries = docs.map((found) => sealedEntry(deps.log, tid, found));
    const block = nextBlock(await lastBlock(deps.db, tid), { tid, entries, sealedAt: timestamp(now) });
    try {
      await deps.transact(tid)(async ({ tx }) => {
        await lease.guard(tx);
        auditBlocks(deps.db, tid).create(tx, blockId(block.number), block);
        // Two fields under a precondition: what the block holds is what the entry held when it was read.
        for (const { ref, updateTime } of docs)
          tx.update(
            ref,
            { pendingSince: FieldValue.delete(), block: block.number },
            { lastUpdateTime: updateTime },
          );
      });
      return docs.length;
    } catch (error) {
      // The commit's answer was lost and it was repeated, or an entry has changed since: look again.
      if (!isTaken(error) && !isStale(error)) throw error;
    }
  }
}

function sealedEntry(log: Log, tid: string, found: QueryDocumentSnapshot): SealedEntry {
  const { id } = found;
  const sealed = { id, hash: contentHash(found.data()) };
  if (isIntact(id, found.data())) return sealed;
  log.error({ tid, auditEntry: id }, "an audit entry was altered before it was sealed");
  return { ...sealed, altered: true };
}

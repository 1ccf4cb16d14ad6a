import type { QueryDocumentSnapshot } from "@google-cloud/firestore";
import { AuditBlock, blockHash, blockId } from "./audit-block.ts";
import type { Report } from "./audit-finding.ts";

/** The number a block's name stands for, if it is a name of a block. */
export function numberOf(id: string): number | undefined {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 && blockId(number) === id ? number : undefined;
}

/**
 * Compares a block with its place and with the hash of the block before it, where that is known.
 * @returns it, unless it has no block's form.
 */
export function checkBlock(
  { tid, before, report }: { tid: string; before: string | undefined; report: Report },
  found: Pick<QueryDocumentSnapshot, "id" | "data">,
): AuditBlock | undefined {
  const number = numberOf(found.id);
  const parsed = AuditBlock.safeParse(found.data());
  if (!parsed.success) {
    report({ kind: "block-altered", text: `Block ${number} does not have the form of a block any more.` });
    return undefined;
  }
  const block = parsed.data;
  if (block.number !== number)
    report({
      kind: "block-misplaced",
      text: `In the place of block ${number} stands block ${block.number}.`,
    });
  if (block.tid !== tid)
    report({ kind: "block-misplaced", text: `Block ${number} is one of the tenant ${block.tid}.` });
  if (blockHash(block) !== block.hash || block.count !== block.entries.length)
    report({
      kind: "block-altered",
      text: `Block ${number} was altered: its hash is not that of its content.`,
    });
  if (before !== undefined && block.previousHash !== before)
    report({
      kind: "chain-broken",
      text: `Block ${number} does not follow what stands before it: one of them was altered, replaced or put in between.`,
    });
  return block;
}

import type { QueryDocumentSnapshot } from "@google-cloud/firestore";
import type { Documents } from "../firestore/documents.ts";
import { walkDocuments } from "../firestore/walk-documents.ts";
import type { AuditBlock } from "./audit-block.ts";
import { type AuditEntry, contentHash, isIntact } from "./audit-entry.ts";
import type { Report } from "./audit-finding.ts";

type Entries = Documents<AuditEntry>;

const PAGE = 500;

/** Compares what a block says it holds with the entries that say they stand in it. @returns how many it holds. */
export async function checkEntries(
  entries: Entries,
  { number, block, report }: { number: number; block: AuditBlock; report: Report },
): Promise<number> {
  const { docs } = await entries.query((all) => all.where("block", "==", number));
  const claiming = new Map(docs.map((found) => [found.id, found]));
  for (const { id, hash, altered } of block.entries) {
    if (altered)
      report({
        kind: "entry-altered",
        text: `Entry ${id} (block ${number}) was altered before it was sealed.`,
      });
    const found = claiming.get(id) ?? (await entries.ref(id).get());
    claiming.delete(id);
    const data = found.data();
    if (!data) report({ kind: "entry-removed", text: `Entry ${id} of block ${number} was removed.` });
    else if (contentHash(data) !== hash || (!altered && data["hash"] !== hash))
      report({ kind: "entry-altered", text: `Entry ${id} of block ${number} was altered.` });
    else if (data["block"] !== number)
      report({ kind: "entry-unsealed", text: `Entry ${id} of block ${number} ${claimOf(data["block"])}.` });
  }
  for (const id of claiming.keys())
    report({
      kind: "entry-inserted",
      text: `Entry ${id} claims to be sealed in block ${number}, which does not hold it.`,
    });
  return block.count;
}

const claimOf = (block: unknown): string =>
  block === undefined
    ? "does not say any more that it is sealed"
    : `claims to stand in block ${String(block)}`;

/** Entries that claim to stand in the blocks of these numbers; at most a page. */
export async function entriesOf(
  entries: Entries,
  { from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number },
): Promise<QueryDocumentSnapshot[]> {
  const { docs } = await entries.query((all) =>
    all.where("block", ">=", from).where("block", "<=", to).orderBy("block").limit(PAGE),
  );
  return docs;
}

/** Tells of entries that claim to stand in blocks which are not there. */
export function reportHomeless(found: readonly QueryDocumentSnapshot[], report: Report): void {
  for (const entry of found)
    report({
      kind: "entry-inserted",
      text: `Entry ${entry.id} claims to be sealed in block ${entry.get("block")}, which is not there.`,
    });
}

/**
 * Looks at every entry once, for what no block leads to: what waits to be sealed, and what says neither that it
 * waits nor where it is sealed.
 */
export async function scanEntries(
  entries: Entries,
  report: Report,
): Promise<{ count: number; since: string | null }> {
  const { parent } = entries.ref("any");
  let count = 0;
  let since: string | null = null;
  for await (const found of walkDocuments(parent, { pageSize: PAGE })) {
    const data = found.data();
    const { pendingSince, block } = data;
    if (pendingSince === undefined) {
      if (!isNumber(block))
        report({
          kind: "entry-inserted",
          text: `Entry ${found.id} claims to be sealed, and stands in no block.`,
        });
      continue;
    }
    count += 1;
    if (typeof pendingSince === "string" && (since === null || pendingSince < since)) since = pendingSince;
    if (block !== undefined)
      report({
        kind: "entry-unsealed",
        text: `Entry ${found.id} claims to be sealed and to wait for it at once.`,
      });
    else if (!isIntact(found.id, data))
      report({ kind: "entry-altered", text: `Entry ${found.id}, which is not sealed yet, was altered.` });
  }
  return { count, since };
}

/** Whether it is a block's number, as entries are found by. */
const isNumber = (block: unknown): boolean =>
  typeof block === "number" && Number.isSafeInteger(block) && block > 0;

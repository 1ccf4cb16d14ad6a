import type { Database } from "../firestore/database.ts";
import { walkDocuments } from "../firestore/walk-documents.ts";
import type { Bucket } from "../storage/bucket.ts";
import { AuditAnchor, anchorPrefix } from "./anchor-audit.ts";
import { blockId, GENESIS } from "./audit-block.ts";
import type { AuditSummary, Report } from "./audit-finding.ts";
import { auditBlocks, auditEntries } from "./audit-log.ts";
import { checkBlock, numberOf } from "./check-block.ts";
import { checkEntries, entriesOf, reportHomeless, scanEntries } from "./check-entries.ts";

export interface VerifyDeps {
  readonly db: Database;
  readonly anchors: Pick<Bucket, "list" | "readText">;
}

/** Blocks are some 25 KB. */
const PAGE = 40;

/**
 * Walks a tenant's chain from its first block to its last and reports everything that was done to the log since.
 * Holds one page and the anchors in memory, and may run while the sealer does.
 * @throws whatever the clients throw when the log or its anchors cannot be read: then nothing is known.
 */
export async function verifyAudit(
  { db, anchors: bucket }: VerifyDeps,
  { tid, report }: { tid: string; report: Report },
): Promise<AuditSummary> {
  let findings = 0;
  const told: Report = (finding) => {
    findings += 1;
    report(finding);
  };
  const anchors = await readAnchors(bucket, tid, told);
  const unsealed = await scanEntries(auditEntries(db, tid), told);
  const walk = { db, tid, anchors, report: told };
  let end: End = await walkChain(walk, { ...GENESIS, blocks: 0, entries: 0 });
  for (;;) {
    const beyond = await entriesOf(auditEntries(db, tid), { from: end.number + 1 });
    // The sealer may have made their block since the walk: it is looked for once more.
    const next = await walkChain(walk, end);
    if (next.number === end.number) {
      reportHomeless(beyond, told);
      break;
    }
    end = next;
  }
  for (const { number, anchoredAt } of anchors)
    if (number > end.number)
      told({
        kind: "chain-cut",
        text: `The chain ends with block ${end.number}, but had ${number} blocks on ${day(anchoredAt)}: the newest were removed.`,
      });
  const newest = anchors.at(-1);
  const anchored = newest ? { number: newest.number, at: newest.anchoredAt } : null;
  return { tid, blocks: end.blocks, entries: end.entries, unsealed, anchored, findings };
}

const day = (time: string): string => time.slice(0, 10);

/** The place a walk has reached, and what it has seen on the way. */
interface End {
  readonly number: number;
  /** Unknown after a block that cannot be read. */
  readonly hash: string | undefined;
  readonly blocks: number;
  readonly entries: number;
}

interface Walk {
  readonly db: Database;
  readonly tid: string;
  readonly anchors: readonly AuditAnchor[];
  readonly report: Report;
}

async function walkChain(walk: Walk, from: End): Promise<End> {
  const { db, tid, report } = walk;
  const entries = auditEntries(db, tid);
  const { parent } = auditBlocks(db, tid).ref("any");
  const after = from.number === 0 ? undefined : blockId(from.number);
  let end = from;
  for await (const found of walkDocuments(parent, { after, pageSize: PAGE })) {
    const number = numberOf(found.id);
    if (number === undefined) {
      // A later walk passes by it again.
      if (from.number === 0) report({ kind: "block-misplaced", text: `"${found.id}" is no block's name.` });
      continue;
    }
    const gap = { from: end.number + 1, to: number - 1 };
    const isGap = gap.from <= gap.to;
    if (isGap) {
      report({ kind: "block-missing", text: gapText(gap) });
      reportHomeless(await entriesOf(entries, gap), report);
    }
    // After a gap there is nothing to follow.
    const before = isGap ? undefined : end.hash;
    const block = checkBlock({ tid, before, report }, found);
    if (block) checkAnchors(walk, number, block.hash);
    const count = block ? await checkEntries(entries, { number, block, report }) : 0;
    end = { number, hash: block?.hash, blocks: end.blocks + 1, entries: end.entries + count };
  }
  return end;
}

const gapText = ({ from, to }: { from: number; to: number }): string =>
  from === to ? `Block ${from} is missing.` : `The blocks ${from} to ${to} are missing.`;

function checkAnchors({ anchors, report }: Walk, number: number, hash: string): void {
  for (const anchor of anchors)
    if (anchor.number === number && anchor.hash !== hash)
      report({
        kind: "anchor-contradicted",
        text: `Block ${number} is not the one that was anchored on ${day(anchor.anchoredAt)}: the chain was rewritten.`,
      });
}

/** Oldest first, as their names are. */
async function readAnchors(
  bucket: VerifyDeps["anchors"],
  tid: string,
  report: Report,
): Promise<AuditAnchor[]> {
  const anchors: AuditAnchor[] = [];
  for (const name of await bucket.list(anchorPrefix(tid))) {
    const anchor = AuditAnchor.safeParse(parsed(await bucket.readText(name)));
    if (anchor.success && anchor.data.tid === tid) anchors.push(anchor.data);
    else report({ kind: "anchor-unreadable", text: `The anchor ${name} is none of this log.` });
  }
  return anchors;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** An entry as its block knows it. */
export const SealedEntry = z.strictObject({
  id: z.string(),
  /** Of what the entry held when it was sealed. */
  hash: Hash,
  /** By then it was not what had been recorded any more. */
  altered: z.literal(true).optional(),
});
export type SealedEntry = z.infer<typeof SealedEntry>;

/** A link of a tenant's chain: `auditBlocks/{blockId(number)}`. */
export const AuditBlock = z.strictObject({
  tid: z.string(),
  /** From 1, without a gap. */
  number: z.int().positive(),
  /** The hash of the block before; zeros in the first. */
  previousHash: Hash,
  entries: z.array(SealedEntry).min(1),
  count: z.int().positive(),
  sealedAt: z.iso.datetime(),
  /** SHA-256 (hex) of the canonical JSON (RFC 8785) of everything above. */
  hash: Hash,
});
export type AuditBlock = z.infer<typeof AuditBlock>;

/** What the first block follows. */
export const GENESIS = { number: 0, hash: "0".repeat(64) } as const;

/** Names in the order of numbers. */
export const blockId = (number: number): string => String(number).padStart(12, "0");

export function nextBlock(
  previous: Pick<AuditBlock, "number" | "hash"> | undefined,
  content: Pick<AuditBlock, "tid" | "entries" | "sealedAt">,
): AuditBlock {
  const { number, hash } = previous ?? GENESIS;
  const block = { ...content, number: number + 1, previousHash: hash, count: content.entries.length };
  return { ...block, hash: blockHash(block) };
}

export function blockHash({ hash: _, ...content }: Omit<AuditBlock, "hash"> & Partial<AuditBlock>): string {
  return hash("sha256", canonicalize(content) ?? "", "hex");
}

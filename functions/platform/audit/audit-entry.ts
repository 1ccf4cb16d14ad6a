import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

/** One act, as the audit log keeps it: `auditLog/{id}`. Nothing in it names a person but their `auditId`. */
export const AuditEntry = z.strictObject({
  id: z.uuidv4(),
  at: z.iso.datetime(),
  /** Noun and past participle, e.g. `session.revoked`. */
  action: z.string().regex(/^[a-z-]+\.[a-z-]+$/),
  outcome: z.enum(["success", "failure"]),
  /** The `auditId` of whoever did it; absent where nobody has proved to be anybody, or the system did it. */
  actor: z.uuidv4().optional(),
  /** What it was done to; a person by their `auditId`. */
  target: z.strictObject({ type: z.string(), id: z.string() }).optional(),
  /** From where, each encrypted with the key of the person it is about. */
  address: z.string().optional(),
  userAgent: z.string().optional(),
  /** Whose key that is. */
  keyOf: z.uuidv4().optional(),
  /** SHA-256 (hex) of the canonical JSON (RFC 8785) of everything above. */
  hash: z.string().length(64),
  /** When it was written, until it is sealed into a block. */
  pendingSince: z.iso.datetime().optional(),
  /** The block it is sealed in. */
  block: z.int().positive().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What the hash covers: whatever never changes once it is written. */
export type AuditedAct = Omit<AuditEntry, "hash" | "pendingSince" | "block">;

export function hashOf(entry: AuditedAct & Partial<AuditEntry>): string {
  return contentHash(entry);
}

/** `hashOf` of whatever a document holds by now: one that was tampered with may hold anything. */
export function contentHash({
  hash: _,
  pendingSince: __,
  block: ___,
  ...act
}: Record<string, unknown>): string {
  return hash("sha256", canonicalText(act), "hex");
}

/** Whether a document that is not sealed yet still is what was recorded under its id. */
export function isIntact(id: string, data: Record<string, unknown>): boolean {
  const { success, data: entry } = AuditEntry.safeParse(data);
  return success && entry.id === id && entry.hash === hashOf(entry) && entry.pendingSince === entry.at;
}

/** JSON cannot say everything Firestore can hold, a reference for one; none of that was ever recorded. */
function canonicalText(act: Record<string, unknown>): string {
  try {
    return canonicalize(act) ?? "";
  } catch {
    return "no JSON";
  }
}

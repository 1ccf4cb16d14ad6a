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
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What the hash covers: whatever never changes once it is written. */
export type AuditedAct = Omit<AuditEntry, "hash" | "pendingSince">;

export function hashOf({ hash: _, pendingSince: __, ...act }: AuditedAct & Partial<AuditEntry>): string {
  return hash("sha256", canonicalize(act) ?? "", "hex");
}

import type { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { type Documents, documents } from "./documents.ts";

/**
 * The collections at the database's root: they serve every tenant and say in `tid` which. Nothing else names
 * them, and nothing else is stored outside a tenant.
 */

/** Work that was committed with a change and still has to leave the database. */
export const OutboxEntry = z.strictObject({
  id: z.string(),
  tid: z.string(),
  kind: z.enum(["publish", "enqueue"]),
  /** The event or the job, as JSON: its schema is its receiver's. */
  body: z.string(),
  createdAt: z.string(),
  /** Present until it is sent: the sweeper's index holds nothing else. */
  pendingSince: z.string().optional(),
  expireAt: z.date(),
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

export const LeaseRecord = z.strictObject({
  tid: z.string(),
  holder: z.string(),
  /** Rises with every claim: a write under an older one is refused. */
  fence: z.int().positive(),
  /** The server's time at the claim. */
  leasedAt: z.date(),
  lengthMs: z.int().positive(),
  released: z.boolean(),
  expireAt: z.date(),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;

/** An event that a subscriber has dealt with. */
export const ProcessedEvent = z.strictObject({ tid: z.string(), subscriber: z.string(), expireAt: z.date() });
export type ProcessedEvent = z.infer<typeof ProcessedEvent>;

/** Access tokens issued before `notBefore` to this session or user are void. */
export const Revocation = z.strictObject({
  id: z.string(),
  tid: z.string(),
  kind: z.enum(["session", "user"]),
  subject: z.string(),
  notBefore: z.string(),
  createdAt: z.date(),
  expireAt: z.date(),
});
export type Revocation = z.infer<typeof Revocation>;

export interface Machinery {
  readonly outbox: Documents<OutboxEntry>;
  readonly leases: Documents<LeaseRecord>;
  readonly processedEvents: Documents<ProcessedEvent>;
  readonly revocations: Documents<Revocation>;
}

export const machinery = (db: Firestore): Machinery => ({
  outbox: documents(db, "outbox", OutboxEntry),
  leases: documents(db, "leases", LeaseRecord),
  processedEvents: documents(db, "processedEvents", ProcessedEvent),
  revocations: documents(db, "revocations", Revocation),
});

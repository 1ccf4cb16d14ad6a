import { hash } from "node:crypto";
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
  /** Ids that the body names, so that what is still to be told of somebody is found. */
  mentions: z.array(z.string()).optional(),
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

/** Void are all access tokens of a session, or those that say of a user what was so before a version of them. */
export const Revocation = z.strictObject({
  id: z.string(),
  tid: z.string(),
  kind: z.enum(["session", "user"]),
  subject: z.string(),
  /** Of a user, once changed. */
  userVersion: z.int().positive().optional(),
  createdAt: z.date(),
  expireAt: z.date(),
});
export type Revocation = z.infer<typeof Revocation>;

/** Somebody whose account was deleted: a mark that names nobody, and keeps late work from writing of them again. */
export const Tombstone = z.strictObject({
  tid: z.string(),
  erasureId: z.string(),
  createdAt: z.string(),
});
export type Tombstone = z.infer<typeof Tombstone>;
export type Tombstones = Documents<Tombstone>;

/** A user's id is random: its hash leads back to nobody. */
export const tombstoneId = (tid: string, userId: string): string => hash("sha256", `${tid}\n${userId}`);

export interface Machinery {
  readonly outbox: Documents<OutboxEntry>;
  readonly leases: Documents<LeaseRecord>;
  readonly processedEvents: Documents<ProcessedEvent>;
  readonly revocations: Documents<Revocation>;
  readonly tombstones: Tombstones;
}

export const machinery = (db: Firestore): Machinery => ({
  outbox: documents(db, "outbox", OutboxEntry),
  leases: documents(db, "leases", LeaseRecord),
  processedEvents: documents(db, "processedEvents", ProcessedEvent),
  revocations: documents(db, "revocations", Revocation),
  tombstones: documents(db, "tombstones", Tombstone),
});

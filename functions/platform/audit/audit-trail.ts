import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Origin } from "../../shared/caller.ts";
import { timestamp } from "../../shared/clock.ts";
import type { Database, Transaction } from "../firestore/database.ts";
import { type AuditEntry, type AuditedAct, hashOf } from "./audit-entry.ts";
import { auditEntries } from "./audit-log.ts";

/** A person as the audit log knows them: a random name, and the key to what it says about where they were. */
export interface AuditedPerson {
  readonly auditId: string;
  /** 256 bits in base64. Deleting it makes the log forget the person. */
  readonly auditKey: string;
}

/** What somebody did, or tried to. */
export interface Act {
  readonly id: string;
  readonly action: string;
  readonly outcome: AuditEntry["outcome"];
  readonly actor?: AuditedPerson | undefined;
  /** A person it was done to. */
  readonly to?: AuditedPerson | undefined;
  /** A thing it was done to. */
  readonly target?: { readonly type: string; readonly id: string } | undefined;
  readonly origin?: Origin | undefined;
}

export interface AuditTrail {
  /** Writes an entry in the act's own transaction: both are there, or neither. */
  record(tx: Transaction, act: Act, now: Date): void;
}

export function auditTrail(db: Database, tid: string): AuditTrail {
  const entries = auditEntries(db, tid);
  return {
    record: (tx, { id, action, outcome, actor, to, target, origin }, now) => {
      const person = actor ?? to;
      const at = timestamp(now);
      const act: AuditedAct = {
        ...{ id, at, action, outcome },
        ...(actor && { actor: actor.auditId }),
        ...(target && { target }),
        ...(to && { target: { type: "user", id: to.auditId } }),
        // Without a person there is no key that could be destroyed with them: then it is not kept.
        ...(person && origin && { ...concealed(person, origin), keyOf: person.auditId }),
      };
      entries.create(tx, id, { ...act, hash: hashOf(act), pendingSince: at });
    },
  };
}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

export const newAuditKey = (): string => randomBytes(32).toString("base64");

function concealed({ auditKey }: AuditedPerson, { address, userAgent }: Origin) {
  return { address: encrypted(auditKey, address), userAgent: encrypted(auditKey, userAgent) };
}

function encrypted(key: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, Buffer.from(key, "base64"), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString("base64");
}

/** What `record` concealed. @throws {Error} when the key is another's or the text was altered. */
export function revealed(key: string, ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, "base64");
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
  const decipher = createDecipheriv(CIPHER, Buffer.from(key, "base64"), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}

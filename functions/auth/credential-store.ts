import {
  FieldPath,
  FieldValue,
  type Firestore,
  type Timestamp,
  type Transaction,
} from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Credential, EmailAddress } from "./credential.ts";

/** A credential as it was read, and when it was last written. */
export interface ReadCredential {
  readonly credential: Credential;
  readonly updateTime: Timestamp;
}

/** Where a walk through the anonymous users stands. */
export interface Visitor {
  readonly userId: string;
  readonly anonymousSince: string;
}

export interface CredentialStore {
  /** By user. */
  readonly credentials: Documents<Credential>;
  /** By the address's keyed hash. */
  readonly emailAddresses: Documents<EmailAddress>;
  read(userId: string): Promise<ReadCredential | undefined>;
  /**
   * Writes some fields, and removes those that are undefined; the commit fails as stale when the credential was
   * written since it was read.
   */
  update(tx: Transaction, read: ReadCredential, fields: Partial<Credential>): void;
  /** Users who have been anonymous since before a time, in the order of that; `after` is where to go on. */
  anonymousSince(before: string, page: { after?: Visitor | undefined; limit: number }): Promise<Credential[]>;
}

export function credentialStore(db: Firestore, tenantId: string): CredentialStore {
  const credentials = documents(db, `tenants/${tenantId}/credentials`, Credential);
  return {
    credentials,
    emailAddresses: documents(db, `tenants/${tenantId}/emailAddresses`, EmailAddress),
    read: async (userId) => {
      const snapshot = await credentials.ref(userId).get();
      const credential = credentials.parse(snapshot);
      return credential && snapshot.updateTime ? { credential, updateTime: snapshot.updateTime } : undefined;
    },
    update: (tx, { credential, updateTime }, fields) => {
      const written = Object.entries(fields).map(([name, value]) => [name, value ?? removed(value)]);
      const precondition = { lastUpdateTime: updateTime };
      tx.update(credentials.ref(credential.userId), Object.fromEntries(written), precondition);
    },
    anonymousSince: (before, { after, limit }) =>
      credentials.find((all) => {
        const ordered = all
          .where("anonymousSince", "<", before)
          .orderBy("anonymousSince")
          .orderBy(FieldPath.documentId())
          .limit(limit);
        return after ? ordered.startAfter(after.anonymousSince, after.userId) : ordered;
      }),
  };
}

const removed = (value: null | undefined): FieldValue | null =>
  value === undefined ? FieldValue.delete() : null;

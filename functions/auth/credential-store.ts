import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type Timestamp,
  type Transaction,
} from "@google-cloud/firestore";
import { type Documents, documents, type Readable } from "../platform/firestore/documents.ts";
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
  /** As `read`, with another document as it was at the same moment: one call for both. */
  readBeside<T>(
    userId: string,
    other: Readable<T>,
  ): Promise<{ present: ReadCredential | undefined; beside: T | undefined }>;
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
  const from = (snapshot: DocumentSnapshot): ReadCredential | undefined => {
    const credential = credentials.parse(snapshot);
    return credential && snapshot.updateTime ? { credential, updateTime: snapshot.updateTime } : undefined;
  };
  return {
    credentials,
    emailAddresses: documents(db, `tenants/${tenantId}/emailAddresses`, EmailAddress),
    read: async (userId) => from(await credentials.ref(userId).get()),
    readBeside: async (userId, other) => {
      const [mine, theirs] = await db.getAll(credentials.ref(userId), other.ref);
      return { present: mine && from(mine), beside: theirs && other.from(theirs) };
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

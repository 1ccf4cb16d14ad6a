import type { Firestore, Timestamp, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Credential, EmailAddress } from "./credential.ts";

/** A credential as it was read, and when it was last written. */
export interface ReadCredential {
  readonly credential: Credential;
  readonly updateTime: Timestamp;
}

export interface CredentialStore {
  /** By user. */
  readonly credentials: Documents<Credential>;
  /** By the address's keyed hash. */
  readonly emailAddresses: Documents<EmailAddress>;
  read(userId: string): Promise<ReadCredential | undefined>;
  /** Writes some fields; the commit fails as stale when the credential was written since it was read. */
  update(tx: Transaction, read: ReadCredential, fields: Partial<Credential>): void;
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
      tx.update(credentials.ref(credential.userId), fields, { lastUpdateTime: updateTime });
    },
  };
}

import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Credential, EmailAddress } from "./credential.ts";

export interface CredentialStore {
  /** By user. */
  readonly credentials: Documents<Credential>;
  /** By the address's keyed hash. */
  readonly emailAddresses: Documents<EmailAddress>;
}

export const credentialStore = (db: Firestore, tenantId: string): CredentialStore => ({
  credentials: documents(db, `tenants/${tenantId}/credentials`, Credential),
  emailAddresses: documents(db, `tenants/${tenantId}/emailAddresses`, EmailAddress),
});

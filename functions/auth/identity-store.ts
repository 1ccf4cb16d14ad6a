import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Identity } from "./identity.ts";

export type IdentityStore = Documents<Identity>;

export const identityStore = (db: Firestore, tenantId: string): IdentityStore =>
  documents(db, `tenants/${tenantId}/identities`, Identity);

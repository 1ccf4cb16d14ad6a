import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Erasure } from "./erasure.ts";

export type ErasureStore = Documents<Erasure>;

export const erasureStore = (db: Firestore, tenantId: string): ErasureStore =>
  documents(db, `tenants/${tenantId}/erasures`, Erasure);

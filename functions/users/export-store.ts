import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Exports } from "./exports.ts";

export type ExportStore = Documents<Exports>;

/** By user: `exports/{userId}`. */
export const exportStore = (db: Firestore, tenantId: string): ExportStore =>
  documents(db, `tenants/${tenantId}/exports`, Exports);

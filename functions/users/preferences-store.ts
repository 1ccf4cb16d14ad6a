import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { StoredPreferences } from "./preferences.ts";

export type PreferencesStore = Documents<StoredPreferences>;

export const preferencesStore = (db: Firestore, tenantId: string): PreferencesStore =>
  documents(db, `tenants/${tenantId}/preferences`, StoredPreferences);

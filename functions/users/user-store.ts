import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { StoredUser } from "./user.ts";

export type UserStore = Documents<StoredUser>;

export const userStore = (db: Firestore, tenantId: string): UserStore =>
  documents(db, `tenants/${tenantId}/users`, StoredUser);

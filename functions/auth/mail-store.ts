import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Mail } from "./mail.ts";

export type MailStore = Documents<Mail>;

export const mailStore = (db: Firestore, tenantId: string): MailStore =>
  documents(db, `tenants/${tenantId}/mails`, Mail);

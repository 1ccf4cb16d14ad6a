import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Guesses } from "./guesses.ts";

export type GuessStore = Documents<Guesses>;

export const guessStore = (db: Firestore, tenantId: string): GuessStore =>
  documents(db, `tenants/${tenantId}/guesses`, Guesses);

/** The database as areas see it: something to make stores of and to hand on. Only stores and platform use it. */
export type { Firestore as Database, Timestamp, Transaction } from "@google-cloud/firestore";

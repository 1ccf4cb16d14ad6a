/** The database as areas see it: something to make stores of and to hand on. Only stores and platform use it. */
export type {
  CollectionReference,
  Firestore as Database,
  Query,
  Timestamp,
  Transaction,
} from "@google-cloud/firestore";

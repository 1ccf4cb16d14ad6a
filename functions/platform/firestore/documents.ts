import {
  type CollectionReference,
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  type Query,
  type QuerySnapshot,
  Timestamp,
  type Transaction,
} from "@google-cloud/firestore";
import type { z } from "zod";
import { backOff, isStale, isTaken } from "./contention.ts";

/** A document that somebody else reads, together with one of theirs. */
export interface Readable<T> {
  readonly ref: DocumentReference;
  from(snapshot: DocumentSnapshot): T | undefined;
}

/** One typed collection: every document is parsed by its schema when read and when written. */
export interface Documents<T> {
  ref(id: string): DocumentReference;
  /** Reads one document, inside `tx` when given. */
  get(id: string, tx?: Transaction): Promise<T | undefined>;
  /** Reads many at once; those that do not exist are left out. */
  getMany(ids: readonly string[]): Promise<T[]>;
  /** Writes a document that must not exist yet: the commit fails with ALREADY_EXISTS otherwise. */
  create(tx: Transaction, id: string, document: T): void;
  /** Replaces the whole document. */
  set(tx: Transaction, id: string, document: T): void;
  remove(tx: Transaction, id: string): void;
  /** Adds to numbers of a document without reading it, so that many may do so at once; NOT_FOUND without it. */
  add(tx: Transaction, id: string, more: Readonly<Record<string, number>>): void;
  /**
   * Changes a document many writers want, by one commit with a precondition instead of a lock: under contention
   * a transaction's locks cost seconds. `change` sees the present document and returns the next one, or the same
   * object to leave it; it may run again, so it is pure.
   * @returns the stored document, or `undefined` when there is none.
   */
  change(id: string, change: (document: T) => T): Promise<T | undefined>;
  /**
   * As `change`, for a document that may not be there yet: `next` makes the first one too. By throwing it leaves
   * everything as it is.
   * @returns what is stored.
   */
  put(id: string, next: (present: T | undefined) => T): Promise<T>;
  /** Runs a query made from the collection, for what is done with the documents themselves. */
  query(query: (collection: CollectionReference) => Query): Promise<QuerySnapshot>;
  /** How many documents a query made from the collection finds: read from the index, not one by one. */
  count(query: (collection: CollectionReference) => Query): Promise<number>;
  /** Runs a query made from the collection and parses its documents. */
  find(query: (collection: CollectionReference) => Query, tx?: Transaction): Promise<T[]>;
  parse(snapshot: DocumentSnapshot): T | undefined;
}

export function documents<T>(db: Firestore, path: string, schema: z.ZodType<T>): Documents<T> {
  const collection = db.collection(path);
  const parse = (snapshot: DocumentSnapshot): T | undefined => {
    const data = snapshot.data();
    return data && schema.parse(withDates(data));
  };
  const plain = (document: T): FirebaseFirestore.DocumentData =>
    // A collection's schema is always that of an object, which is all Firestore can store.
    schema.parse(document) as FirebaseFirestore.DocumentData;
  const change: Documents<T>["change"] = (id, next) => changeDocument(collection.doc(id), parse, plain, next);
  const read = (id: string, tx?: Transaction) => (tx ? tx.get(collection.doc(id)) : collection.doc(id).get());
  return {
    ref: (id) => collection.doc(id),
    parse,
    get: async (id, tx) => parse(await read(id, tx)),
    getMany: async (ids) => {
      if (ids.length === 0) return [];
      const found = await db.getAll(...ids.map((id) => collection.doc(id)));
      return found.map(parse).filter((document) => document !== undefined);
    },
    create: (tx, id, document) => void tx.create(collection.doc(id), plain(document)),
    set: (tx, id, document) => void tx.set(collection.doc(id), plain(document)),
    remove: (tx, id) => void tx.delete(collection.doc(id)),
    // A field update: what it leaves is what was parsed before, with another number.
    add: (tx, id, more) => {
      const sums = Object.entries(more).map(([field, by]) => [field, FieldValue.increment(by)]);
      tx.update(collection.doc(id), Object.fromEntries(sums));
    },
    change,
    put: async (id, next) => {
      for (let attempt = 0; ; attempt++)
        try {
          // Most are written for the first time: one write, no read.
          const first = next(undefined);
          await collection.doc(id).create(plain(first));
          return first;
        } catch (error) {
          if (!isTaken(error)) throw error;
          const changed = await change(id, next);
          if (changed) return changed;
          await backOff(attempt);
        }
    },
    query: (query) => query(collection).get(),
    count: async (query) => (await query(collection).count().get()).data().count,
    find: async (query, tx) => {
      const { docs } = tx ? await tx.get(query(collection)) : await query(collection).get();
      return docs.map(parse).filter((document) => document !== undefined);
    },
  };
}

async function changeDocument<T>(
  ref: DocumentReference,
  parse: (snapshot: DocumentSnapshot) => T | undefined,
  plain: (document: T) => FirebaseFirestore.DocumentData,
  change: (document: T) => T,
): Promise<T | undefined> {
  for (let attempt = 0; ; attempt++) {
    const snapshot = await ref.get();
    const before = parse(snapshot);
    if (before === undefined || !snapshot.updateTime) return undefined;
    const after = change(before);
    if (after === before) return before;
    try {
      await ref.update(replacement(snapshot, plain(after)), { lastUpdateTime: snapshot.updateTime });
      return after;
    } catch (error) {
      if (!isStale(error)) throw error;
      await backOff(attempt);
    }
  }
}

/** `set` takes no precondition, so a whole-document write is an `update` that also removes what is gone. */
const replacement = (before: DocumentSnapshot, after: FirebaseFirestore.DocumentData) => ({
  ...Object.fromEntries(Object.keys(before.data() ?? {}).map((key) => [key, FieldValue.delete()])),
  ...Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined)),
});

/** Firestore's time-stamps as dates, one level deep: that is where ours stand. */
const withDates = (data: FirebaseFirestore.DocumentData): FirebaseFirestore.DocumentData =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, value instanceof Timestamp ? value.toDate() : value]),
  );

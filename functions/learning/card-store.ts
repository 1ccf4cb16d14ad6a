import {
  type CollectionReference,
  FieldPath,
  type Firestore,
  type Query,
  Timestamp,
  type Transaction,
} from "@google-cloud/firestore";
import { z } from "zod";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { StoredCard } from "./card.ts";
import { StoredReviewSettings } from "./pace.ts";
import { Review } from "./review.ts";

/** A moment of the database, to the nanosecond: what was stored then can be read for an hour. */
export const Instant = z.strictObject({ seconds: z.int(), nanoseconds: z.int().nonnegative() });
export type Instant = z.infer<typeof Instant>;

/** A card as it was read, and when it was last written. */
export interface ReadCard {
  readonly card: StoredCard;
  readonly updateTime: Timestamp;
}

/** What somebody learns by heart, each collection under the learner. */
export interface CardStore {
  cards(userId: string): Documents<StoredCard>;
  reviews(userId: string): Documents<Review>;
  settings(userId: string): Documents<StoredReviewSettings>;
  /**
   * Reads a card without locking it: several devices of a person may be at it at once, and a commit with a
   * precondition costs them less than a lock. Every change of its reviews writes the card too.
   */
  read(userId: string, cardId: string): Promise<ReadCard | undefined>;
  /** Replaces a card that was read; the commit fails as stale when it was written since. */
  replace(tx: Transaction, userId: string, next: ReadCard): void;
  /** Removes a card that was read; the commit fails as stale when it was written since. */
  remove(tx: Transaction, userId: string, read: ReadCard): void;
  /**
   * Somebody's cards that a query finds, by when they are due and then by id: as they were at a moment, or as they
   * are now; and which moment that was.
   */
  cardsAt(userId: string, listing: Listing): Promise<{ found: StoredCard[]; at: Instant }>;
}

interface Listing {
  readonly query: (cards: CollectionReference) => Query;
  readonly limit: number;
  readonly after?: { readonly dueAt: string; readonly id: string } | undefined;
  readonly at?: Instant | undefined;
}

/** The one document of `settings` that tells of reviews. */
export const REVIEW_SETTINGS = "reviews";

export function cardStore(db: Firestore, tenantId: string): CardStore {
  const of = (userId: string) => `tenants/${tenantId}/users/${userId}`;
  const cards: CardStore["cards"] = (userId) => documents(db, `${of(userId)}/cards`, StoredCard);
  return {
    cards,
    reviews: (userId) => documents(db, `${of(userId)}/reviews`, Review),
    settings: (userId) => documents(db, `${of(userId)}/settings`, StoredReviewSettings),
    read: async (userId, cardId) => {
      const own = cards(userId);
      const snapshot = await own.ref(cardId).get();
      const card = own.parse(snapshot);
      return card && snapshot.updateTime ? { card, updateTime: snapshot.updateTime } : undefined;
    },
    replace: (tx, userId, { card, updateTime }) => {
      // `set` takes no precondition. A card has the same fields for all its life, so an update replaces it whole.
      tx.update(cards(userId).ref(card.id), StoredCard.parse(card), { lastUpdateTime: updateTime });
    },
    remove: (tx, userId, { card, updateTime }) => {
      tx.delete(cards(userId).ref(card.id), { lastUpdateTime: updateTime });
    },
    cardsAt: async (userId, { query, limit, after, at }) => {
      const own = cards(userId);
      const ordered = query(db.collection(`${of(userId)}/cards`))
        .orderBy("dueAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const asked = after ? ordered.startAfter(after.dueAt, after.id) : ordered;
      const { docs, readTime } = await (at ? readAt(db, asked, at) : asked.get());
      const found = docs.map(own.parse).filter((card) => card !== undefined);
      return { found, at: { seconds: readTime.seconds, nanoseconds: readTime.nanoseconds } };
    },
  };
}

/** A read-only transaction at a time takes no lock and no call of its own. */
const readAt = (db: Firestore, query: Query, { seconds, nanoseconds }: Instant) =>
  db.runTransaction((tx) => tx.get(query), {
    readOnly: true,
    readTime: new Timestamp(seconds, nanoseconds),
  });

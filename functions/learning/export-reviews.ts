import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import { shownCard } from "./card.ts";
import { cardStore } from "./card-store.ts";
import { shownSettings } from "./pace.ts";

/** What somebody learns by heart, every review they made of it, and how they want to be asked. */
export function exportReviews(deps: { db: Database; tid: string }, { userId }: { userId: string }): Parts {
  const store = cardStore(deps.db, deps.tid);
  return {
    cards: readAll(store.cards(userId), {}, shownCard),
    reviews: readAll(store.reviews(userId), {}, ({ id: _, ...review }) => review),
    reviewSettings: readAll(store.settings(userId), {}, shownSettings),
  };
}

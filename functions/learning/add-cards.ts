import type { Transaction } from "../platform/firestore/database.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { cardIdOf, changedCard, type NewCard, newCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";

/**
 * Adds cards for a learner in the caller's transaction: new, and due at once. A cause that gave a card before gives
 * none now; that one is told in the new words, as its author may have corrected it, and what is known of it stays.
 * It reads at once, since a transaction reads before it writes; `unlocked` reads take no lock, and the commit fails
 * as taken or stale when somebody else adds or reviews one of the cards meanwhile.
 * @returns what writes them, for later in the transaction; it returns how many are added.
 */
export async function addCards(
  deps: { readonly cards: CardStore; readonly clock: Clock },
  tx: Transaction,
  { userId, cards, unlocked = false }: { userId: string; cards: readonly NewCard[]; unlocked?: boolean },
): Promise<() => number> {
  const store = deps.cards.cards(userId);
  const wanted = new Map(cards.map((card) => [cardIdOf(userId, card.cause), card]));
  const refs = [...wanted.keys()].map(store.ref);
  // `getAll` wants one at least.
  const [first] = refs;
  const found = first === undefined ? [] : await (unlocked ? first.firestore : tx).getAll(...refs);
  const now = timestamp(deps.clock());
  return () => {
    let added = 0;
    for (const snapshot of found) {
      const { id, updateTime } = snapshot;
      const [wish, card] = [wanted.get(id), store.parse(snapshot)];
      if (wish && card && updateTime) {
        const { front, back } = wish;
        if (front !== card.front || back !== card.back)
          deps.cards.replace(tx, userId, { card: changedCard(card, { front, back }, now), updateTime });
      } else if (wish) {
        store.create(tx, id, newCard(userId, wish, now));
        added += 1;
      }
    }
    return added;
  };
}

import type { Transaction } from "../platform/firestore/database.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { cardIdOf, type NewCard, newCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";

/**
 * Adds cards for a learner in the caller's transaction: new, and due at once. A cause that gave a card before gives
 * none now, and the card that is there stays as it is. It reads at once, since a transaction reads before it writes;
 * `unlocked` reads take no lock, and the commit fails as taken when somebody else adds one of the cards meanwhile.
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
  const missing = found.filter(({ exists }) => !exists).map(({ id }) => id);
  const now = timestamp(deps.clock());
  return () => {
    for (const [id, card] of wanted)
      if (missing.includes(id)) store.create(tx, id, newCard(userId, card, now));
    return missing.length;
  };
}

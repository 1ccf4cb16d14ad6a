import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import type { CardStore } from "./card-store.ts";
import { noCard } from "./find-card.ts";
import { logOf } from "./review-card.ts";

/**
 * Removes a card with its reviews.
 * @throws {Problem} `resource-not-found`; `precondition-failed` from a stale copy.
 */
export async function deleteCard(
  deps: { cards: CardStore; transact: Transact },
  { userId, cardId, ifMatch }: { userId: string; cardId: string; ifMatch: string | undefined },
): Promise<void> {
  const reviews = deps.cards.reviews(userId);
  await untilFresh(() =>
    deps.transact(async ({ tx }) => {
      const read = await deps.cards.read(userId, cardId);
      if (!read) throw noCard(cardId);
      checkIfMatch(ifMatch, read.card.version);
      const log = await logOf(deps, { userId, cardId });
      deps.cards.remove(tx, userId, read);
      for (const { id } of log) reviews.remove(tx, id);
    }),
  );
}

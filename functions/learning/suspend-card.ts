import { type Clock, timestamp } from "../shared/clock.ts";
import { type Card, changedCard, shownCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";
import { noCard } from "./find-card.ts";

interface Suspension {
  readonly userId: string;
  readonly cardId: string;
  readonly suspended: boolean;
}

/** Leaves a card out of what is due, or takes it in again. @throws {Problem} `resource-not-found` */
export async function suspendCard(
  deps: { cards: CardStore; clock: Clock },
  { userId, cardId, suspended }: Suspension,
): Promise<Card> {
  const card = await deps.cards
    .cards(userId)
    .change(cardId, (present) =>
      present.suspended === suspended
        ? present
        : changedCard(present, { suspended }, timestamp(deps.clock())),
    );
  if (!card) throw noCard(cardId);
  return shownCard(card);
}

import { Problem } from "../shared/problem.ts";
import { type Card, shownCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";

/** One of somebody's cards. @throws {Problem} `resource-not-found` */
export async function findCard(
  deps: { cards: CardStore },
  { userId, cardId }: { userId: string; cardId: string },
): Promise<Card> {
  const card = await deps.cards.cards(userId).get(cardId);
  if (!card) throw noCard(cardId);
  return shownCard(card);
}

export const noCard = (cardId: string): Problem =>
  new Problem("resource-not-found", `There is no card ${cardId}.`);

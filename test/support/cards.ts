import { randomUUID } from "node:crypto";
import { addCards } from "../../functions/learning/add-cards.ts";
import { cardIdOf, type NewCard } from "../../functions/learning/card.ts";
import { cardStore } from "../../functions/learning/card-store.ts";
import type { Database } from "../../functions/platform/firestore/database.ts";
import type { Transact } from "../../functions/platform/firestore/transact.ts";
import type { Clock } from "../../functions/shared/clock.ts";
import { stackDeps } from "./api-deps.ts";

const TENANT = "default";

export interface CardDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly transact: (tid: string) => Transact;
}

/** So many different cards of a course. */
export const someCards = (count: number, courseId: string = randomUUID()): NewCard[] =>
  Array.from({ length: count }, (_, index) => ({
    cause: `flashcard/${courseId}/${randomUUID()}`,
    front: `Question ${index}`,
    back: `Answer ${index}`,
    ...{ courseId, lessonId: randomUUID() },
  }));

/** Adds cards for a learner as a completed lesson does. @returns their ids. */
export async function withCards(
  deps: CardDeps,
  userId: string,
  cards: readonly NewCard[],
): Promise<string[]> {
  const known = { cards: cardStore(deps.db, TENANT), clock: deps.clock };
  await deps.transact(TENANT)(async ({ tx }) => {
    const write = await addCards(known, tx, { userId, cards });
    write();
  });
  return cards.map(({ cause }) => cardIdOf(userId, cause));
}

/** A new card of somebody's on the stack. @returns its id. */
export async function aCard({ userId }: { userId: string }): Promise<string> {
  const [id = ""] = await withCards(stackDeps(), userId, someCards(1));
  return id;
}

import { randomUUID } from "node:crypto";
import { newCard, type StoredCard } from "../../functions/learning/card.ts";
import { type Replayed, type RetentionAt, takeBack, takeReview } from "../../functions/learning/replay.ts";
import { type Review, type ReviewCard, reviewIdOf } from "../../functions/learning/review.ts";

/** A card with its log in memory, kept by the same rules as in the database. */
export function aKeptCard(createdAt: string, retentionAt: RetentionAt = () => 0.9) {
  const cause = randomUUID();
  const course = { courseId: randomUUID(), lessonId: randomUUID() };
  let card: StoredCard = newCard(randomUUID(), { cause, front: "front", back: "back", ...course }, createdAt);
  const log = new Map<string, Review>();
  const keep = (taken: Replayed) => {
    card = taken.card;
    if (taken.added) log.set(taken.added.id, taken.added);
    for (const review of taken.changed) log.set(review.id, review);
    for (const { id } of taken.folded) log.delete(id);
  };
  return {
    card: () => card,
    log: () => [...log.values()],
    /** Takes in a review that arrives when it is made, or later. */
    deliver: (request: ReviewCard & { clientReviewedAt: string }, receivedAt = request.clientReviewedAt) => {
      // Ids are of a card: the same reviews have the same ones, so that two cards can be compared.
      const id = reviewIdOf("card", request, randomUUID);
      if (log.has(id)) return;
      const { clientReviewedAt: at, rating } = request;
      const review = { id, cardId: card.id, at, rating, receivedAt };
      keep(takeReview({ card, review, retentionAt }, [...log.values()]));
    },
    undo: () => keep(takeBack(card, [...log.values()], { retentionAt, now: card.updatedAt })),
    /** What may not depend on the order in which reviews arrived. */
    outcome: () => ({
      memory: card.memory,
      queue: card.queue,
      dueAt: card.dueAt,
      newest: card.newest,
      reviews: [...log.values()]
        .map(({ id, at, rating, outcome }) => ({ id, at, rating, outcome }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    }),
  };
}

/** Numbers from 0 up to 1 that a seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same things in an order that the numbers decide. */
export function shuffled<T>(things: readonly T[], random: () => number): T[] {
  const mixed = [...things];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    // Both places are within the list.
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

import { isTaken, untilFresh } from "../platform/firestore/contention.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { type Card, shownCard } from "./card.ts";
import { type CardStore, REVIEW_SETTINGS, type ReadCard } from "./card-store.ts";
import { findCard, noCard } from "./find-card.ts";
import { retentionAt } from "./pace.ts";
import { needsLog, type Replayed, takeReview } from "./replay.ts";
import { placeOf, type Review, type ReviewCard, reviewIdOf, tellsOf } from "./review.ts";

export interface ReviewDeps {
  readonly cards: CardStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly transact: Transact;
}

interface Reviewing {
  readonly userId: string;
  readonly cardId: string;
  readonly request: ReviewCard;
}

/**
 * Takes in what somebody said of a card, at the time at which they said it. Deliveries may come in any order and
 * more than once. A suspended card stays so.
 * @throws {Problem} `resource-not-found`; `validation-error` for a time that cannot be; `conflict` when the
 * `reviewId` is another review's.
 */
export const reviewCard = async (deps: ReviewDeps, reviewing: Reviewing): Promise<Card> =>
  (await deliverReview(deps, reviewing)).card;

interface Delivered {
  readonly card: Card;
  /** The review stood in the log already. */
  readonly known: boolean;
}

/** As `reviewCard`, and tells whether the review was known before. */
export async function deliverReview(deps: ReviewDeps, reviewing: Reviewing): Promise<Delivered> {
  const id = reviewIdOf(reviewing.cardId, reviewing.request, deps.newId);
  return untilFresh(() =>
    commitReview(deps, id, reviewing).catch((error: unknown) => {
      // Another delivery of the same review came first: now it is known.
      if (isTaken(error)) return commitReview(deps, id, reviewing);
      throw error;
    }),
  );
}

async function commitReview(
  deps: ReviewDeps,
  id: string,
  { userId, cardId, request }: Reviewing,
): Promise<Delivered> {
  let isKnown = false;
  // It returns what the call answers: that is stored with it for an Idempotency-Key.
  const shown = await deps.transact(async ({ tx }): Promise<Card> => {
    isKnown = false;
    const [read, known, settings] = await Promise.all([
      deps.cards.read(userId, cardId),
      deps.cards.reviews(userId).get(id),
      deps.cards.settings(userId).get(REVIEW_SETTINGS),
    ]);
    if (!read) throw noCard(cardId);
    const { card } = read;
    const again = (told: Review): Promise<Card> => {
      if (!tellsOf(request, told)) throw otherReview();
      isKnown = true;
      // Read again: what came at the same time may have been known before the card told of it.
      return findCard(deps, { userId, cardId });
    };
    if (known) return again(known);
    const now = deps.clock();
    const { newest, checkpoint, createdAt: since } = card;
    const at = placeOf(request, { now, since, newest, after: checkpoint?.after ?? null });
    const review = { id, cardId, at, rating: request.rating, receivedAt: timestamp(now) };
    const log = needsLog(card, review) ? await logOf(deps, { userId, cardId }) : [];
    // Another delivery may have been committed after the review was looked for and before the card was read.
    const told = log.find((other) => other.id === id);
    if (told) return again(told);
    const taken = takeReview({ card, review, retentionAt: (then) => retentionAt(settings, then) }, log);
    writeReplayed(deps, tx, { userId, read, taken });
    return shownCard(taken.card);
  });
  return { card: shown, known: isKnown };
}

const otherReview = (): Problem =>
  new Problem("conflict", "This reviewId was used for a review with another rating or time.");

/** Every review that is kept of a card, in no order. Read after the card: whoever adds one writes the card too. */
export const logOf = (
  { cards }: Pick<ReviewDeps, "cards">,
  { userId, cardId }: { userId: string; cardId: string },
): Promise<Review[]> => cards.reviews(userId).find((reviews) => reviews.where("cardId", "==", cardId));

/** Writes what a change of a card's log came to, unless the card was written since it was read. */
export function writeReplayed(
  { cards }: Pick<ReviewDeps, "cards">,
  tx: Transaction,
  { userId, read, taken }: { userId: string; read: ReadCard; taken: Replayed },
): void {
  const reviews = cards.reviews(userId);
  cards.replace(tx, userId, { ...read, card: taken.card });
  if (taken.added) reviews.create(tx, taken.added.id, taken.added);
  for (const review of taken.changed) reviews.set(tx, review.id, review);
  for (const { id } of taken.folded) reviews.remove(tx, id);
}

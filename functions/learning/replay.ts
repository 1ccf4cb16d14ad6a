import { changedCard, type StoredCard } from "./card.ts";
import { freshMemory, type Memory, recall } from "./memory.ts";
import { compareReviews, outcomeOf, type Place, type Review } from "./review.ts";

/** A card's log may grow to this; then the older half is folded into the card's checkpoint. */
export const MOST_LOGGED = 1000;

/** The retention that was wanted at a time (RFC 3339). */
export type RetentionAt = (at: string) => number;

/** What a change of a card's log comes to: the card, and which reviews are added, changed, and not kept any more. */
export interface Replayed {
  readonly card: StoredCard;
  readonly added: Review | undefined;
  readonly changed: readonly Review[];
  readonly folded: readonly Review[];
}

interface Taking {
  readonly card: StoredCard;
  /** Not one of the log yet. */
  readonly review: Omit<Review, "outcome">;
  readonly retentionAt: RetentionAt;
}

/** Whether the log has to be read to take a review in: it was made before another, or the log is full. */
export const needsLog = ({ newest, logged }: StoredCard, review: Place): boolean =>
  (newest !== null && compareReviews(review, newest) <= 0) || logged >= MOST_LOGGED;

/**
 * Takes a review in at its place. Where `needsLog` says so, `log` holds every other review the card's log has; it
 * is not looked at otherwise. The memory, and what each review came to, are the same in any order of delivery.
 */
export function takeReview({ card, review, retentionAt }: Taking, log: readonly Review[]): Replayed {
  if (needsLog(card, review))
    return rewrite(card, [...log, { ...review, outcome: "introduced" }], {
      retentionAt,
      known: log,
      now: review.receivedAt,
    });
  const { at, id, rating } = review;
  const fields = {
    memory: recall(card.memory, review, retentionAt(at)),
    newest: { at, id, undone: false },
    logged: card.logged + 1,
  };
  const added = { ...review, outcome: outcomeOf(card.memory, rating) };
  return { card: changedCard(card, fields, review.receivedAt), added, changed: [], folded: [] };
}

/** Takes the last review of the whole log back. `now` is RFC 3339. */
export function takeBack(
  card: StoredCard,
  log: readonly Review[],
  { retentionAt, now }: { retentionAt: RetentionAt; now: string },
): Replayed {
  const last = log.toSorted(compareReviews).at(-1);
  const marked = log.map((review) => (review === last ? { ...review, outcome: "undone" as const } : review));
  return rewrite(card, marked, { retentionAt, known: log, now });
}

interface Rewriting {
  readonly retentionAt: RetentionAt;
  /** The log as it is stored. */
  readonly known: readonly Review[];
  readonly now: string;
}

function rewrite(
  card: StoredCard,
  changed: readonly Review[],
  { retentionAt, known, now }: Rewriting,
): Replayed {
  const ordered = changed.toSorted(compareReviews);
  const cut = ordered.length > MOST_LOGGED ? ordered.length - MOST_LOGGED / 2 : 0;
  const start = card.checkpoint?.memory ?? freshMemory(card.createdAt);
  const early = replay(start, ordered.slice(0, cut), retentionAt);
  const late = replay(early.memory, ordered.slice(cut), retentionAt);
  const end = early.log.at(-1);
  const newest = late.log.at(-1);
  const fields = {
    memory: late.memory,
    newest: newest ? { at: newest.at, id: newest.id, undone: newest.outcome === "undone" } : null,
    logged: late.log.length,
    checkpoint: end ? { after: { at: end.at, id: end.id }, memory: early.memory } : card.checkpoint,
  };
  const stored = new Map(known.map((review) => [review.id, review.outcome]));
  return {
    card: changedCard(card, fields, now),
    added: late.log.find(({ id }) => !stored.has(id)),
    changed: late.log.filter(({ id, outcome }) => stored.has(id) && stored.get(id) !== outcome),
    folded: early.log.filter(({ id }) => stored.has(id)),
  };
}

/** What reviews, in order, make of a memory, and what each of them came to. Those taken back count for nothing. */
export function replay(
  before: Memory,
  log: readonly Review[],
  retentionAt: RetentionAt,
): { memory: Memory; log: Review[] } {
  let memory = before;
  const replayed = log.map((review) => {
    if (review.outcome === "undone") return review;
    const outcome = outcomeOf(memory, review.rating);
    memory = recall(memory, review, retentionAt(review.at));
    return { ...review, outcome };
  });
  return { memory, log: replayed };
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { CardState, freshMemory, Memory } from "./memory.ts";
import { Place } from "./review.ts";

/** A card as its learner sees it. */
export const Card = z
  .strictObject({
    id: z.uuid(),
    front: z.string(),
    back: z.string(),
    courseId: z.uuid().optional(),
    lessonId: z.uuid().optional(),
    dueAt: z.iso.datetime(),
    state: CardState,
    suspended: z.boolean().meta({ description: "Left out of what is due until it is resumed" }),
    reps: z.int().nonnegative().meta({ description: "How often it was reviewed" }),
    lapses: z.int().nonnegative().meta({ description: "How often it was forgotten once it was known" }),
    lastReviewedAt: z.iso.datetime().optional(),
    /** Rises with every change; the number an `If-Match` is compared with. */
    version: z.int().positive(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Card" });
export type Card = z.infer<typeof Card>;

/** Where a card waits: its state, unless it is suspended. */
export const Queue = z.enum([...CardState.options, "suspended"]);
export type Queue = z.infer<typeof Queue>;

/**
 * A card as stored: `users/{userId}/cards/{id}`. Its memory is what its reviews make of it, in the order in which
 * they were made; it is kept here so that the next review need not read them all.
 */
export const StoredCard = Card.omit({
  state: true,
  reps: true,
  lapses: true,
  lastReviewedAt: true,
}).extend({
  /** What it came from, e.g. `question/<course>/<question>`: it is added once. */
  cause: z.string(),
  queue: Queue,
  memory: Memory,
  /** The last of its reviews, also when that was taken back. */
  newest: Place.extend({ undone: z.boolean() }).nullable(),
  /** How many reviews its log holds. */
  logged: z.int().nonnegative(),
  /** What older reviews, which are not kept, had made of it, and where their log ended. */
  checkpoint: z.strictObject({ after: Place, memory: Memory }).nullable(),
});
export type StoredCard = z.infer<typeof StoredCard>;

/** A card that is to be added for a learner. */
export interface NewCard {
  /** What it comes from; a learner gets one card for each cause, ever. */
  readonly cause: string;
  readonly front: string;
  readonly back: string;
  readonly courseId: string;
  readonly lessonId: string;
}

/** The id of the card that a cause gives a learner: shaped like every other, and always the same. */
export function cardIdOf(userId: string, cause: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([userId, cause]))
    .digest("hex");
  const variant = "89ab"[Number.parseInt(hash.charAt(16), 16) % 4];
  const groups = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`];
  return [...groups, `${variant}${hash.slice(17, 20)}`, hash.slice(20, 32)].join("-");
}

/** A card nobody was asked yet: due at once. `now` is RFC 3339. */
export function newCard(userId: string, { cause, front, back, courseId, lessonId }: NewCard, now: string) {
  const memory = freshMemory(now);
  return {
    id: cardIdOf(userId, cause),
    ...{ cause, front, back, courseId, lessonId },
    ...{ suspended: false, queue: "new", dueAt: memory.dueAt, memory },
    ...{ newest: null, logged: 0, checkpoint: null },
    ...{ version: 1, createdAt: now, updatedAt: now },
  } satisfies StoredCard;
}

/** The next version of a card. `now` is RFC 3339. */
export function changedCard(
  card: StoredCard,
  fields: Partial<
    Pick<StoredCard, "front" | "back" | "memory" | "newest" | "logged" | "checkpoint" | "suspended">
  >,
  now: string,
): StoredCard {
  const next = { ...card, ...fields };
  return {
    ...next,
    queue: next.suspended ? "suspended" : next.memory.state,
    dueAt: next.memory.dueAt,
    version: card.version + 1,
    updatedAt: now,
  };
}

/** A card without what is stored for the server alone. */
export function shownCard(card: StoredCard): Card {
  const { state, reps, lapses, lastReviewedAt } = card.memory;
  return {
    ...{ id: card.id, front: card.front, back: card.back },
    ...(card.courseId !== undefined && { courseId: card.courseId }),
    ...(card.lessonId !== undefined && { lessonId: card.lessonId }),
    ...{ dueAt: card.dueAt, state, suspended: card.suspended, reps, lapses },
    ...(lastReviewedAt !== null && { lastReviewedAt }),
    ...{ version: card.version, createdAt: card.createdAt, updatedAt: card.updatedAt },
  };
}

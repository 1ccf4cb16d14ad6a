import { type Card, createEmptyCard, fsrs, Rating as Grade, State } from "ts-fsrs";
import { z } from "zod";

/** How well somebody knew a card. */
export const ReviewRating = z.enum(["again", "hard", "good", "easy"]);
export type ReviewRating = z.infer<typeof ReviewRating>;

export const CardState = z.enum(["new", "learning", "review", "relearning"]);
export type CardState = z.infer<typeof CardState>;

/** What FSRS knows of a card: its memory state, and when that says to ask again. */
export const Memory = z.strictObject({
  dueAt: z.iso.datetime(),
  state: CardState,
  /** The interval in days after which nine in ten remember it. */
  stability: z.number().nonnegative(),
  /** From 1 to 10; 0 before the first review. */
  difficulty: z.number().nonnegative(),
  elapsedDays: z.int().nonnegative(),
  scheduledDays: z.int().nonnegative(),
  learningSteps: z.int().nonnegative(),
  reps: z.int().nonnegative(),
  lapses: z.int().nonnegative(),
  lastReviewedAt: z.iso.datetime().nullable(),
});
export type Memory = z.infer<typeof Memory>;

/** A card nobody was asked yet: new, and due from the time given (RFC 3339). */
export const freshMemory = (dueAt: string): Memory => memoryOf(createEmptyCard(dueAt));

/**
 * What a review makes of it, by FSRS-6 with the published weights and without fuzz, so that the same reviews always
 * come to the same. `targetRetention` decides when it is due, and nothing else.
 */
export function recall(
  memory: Memory,
  review: { readonly at: string; readonly rating: ReviewRating },
  targetRetention: number,
): Memory {
  const scheduler = fsrs({ request_retention: targetRetention, enable_fuzz: false });
  return memoryOf(scheduler.next(cardOf(memory), new Date(review.at), GRADES[review.rating]).card);
}

const GRADES = { again: Grade.Again, hard: Grade.Hard, good: Grade.Good, easy: Grade.Easy } as const;
const STATES = {
  new: State.New,
  learning: State.Learning,
  review: State.Review,
  relearning: State.Relearning,
} as const;

const stateOf = (state: State): CardState =>
  CardState.options.find((name) => STATES[name] === state) ?? CardState.enum.new;

const memoryOf = (card: Card): Memory => ({
  dueAt: card.due.toISOString(),
  state: stateOf(card.state),
  ...{ stability: card.stability, difficulty: card.difficulty, reps: card.reps, lapses: card.lapses },
  // Deprecated by the library, which still wants it.
  elapsedDays: card.elapsed_days,
  ...{ scheduledDays: card.scheduled_days, learningSteps: card.learning_steps },
  lastReviewedAt: card.last_review?.toISOString() ?? null,
});

const cardOf = (memory: Memory): Card => ({
  due: new Date(memory.dueAt),
  state: STATES[memory.state],
  ...{ stability: memory.stability, difficulty: memory.difficulty, reps: memory.reps, lapses: memory.lapses },
  elapsed_days: memory.elapsedDays,
  ...{ scheduled_days: memory.scheduledDays, learning_steps: memory.learningSteps },
  ...(memory.lastReviewedAt !== null && { last_review: new Date(memory.lastReviewedAt) }),
});

import { createHash } from "node:crypto";
import { z } from "zod";
import { Problem } from "../shared/problem.ts";
import { type Memory, ReviewRating } from "./memory.ts";

/** What a learner says of a card they were asked. */
export const ReviewCard = z
  .strictObject({
    rating: ReviewRating,
    clientReviewedAt: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: "When it was, for a review made offline; now unless given" }),
    reviewId: z.uuid().optional().meta({
      description: "Tells a repeated delivery of this review from another review",
    }),
  })
  .meta({ id: "ReviewCard" });
export type ReviewCard = z.infer<typeof ReviewCard>;

/**
 * What a review came to: the first one of a card, one of its learning steps, or a card that was known before and
 * was remembered or not. One that was taken back stays, so that it is known when it is delivered again.
 */
export const Outcome = z.enum(["introduced", "practised", "recalled", "forgotten", "undone"]);
export type Outcome = z.infer<typeof Outcome>;

/** One review, as stored: `users/{userId}/reviews/{id}`. */
export const Review = z.strictObject({
  id: z.string(),
  cardId: z.uuid(),
  /** When it was made: reviews of a card are ordered by it, and by id where it is the same. */
  at: z.iso.datetime(),
  rating: ReviewRating,
  outcome: Outcome,
  receivedAt: z.iso.datetime(),
});
export type Review = z.infer<typeof Review>;

/** Where a review stands among those of its card. */
export const Place = z.strictObject({ at: z.iso.datetime(), id: z.string() });
export type Place = z.infer<typeof Place>;

/** Orders reviews by when they were made; negative when `a` is the earlier one. */
export function compareReviews(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/** What one review of a card is known by, however often it is delivered. */
export function reviewIdOf(cardId: string, request: ReviewCard, otherwise: () => string): string {
  const { reviewId, clientReviewedAt, rating } = request;
  if (reviewId === undefined && clientReviewedAt === undefined) return otherwise();
  const identity =
    reviewId === undefined
      ? ["made", instant(clientReviewedAt ?? ""), rating]
      : ["named", reviewId.toLowerCase()];
  return createHash("sha256")
    .update(JSON.stringify([cardId, ...identity]))
    .digest("base64url");
}

/** RFC 3339 in UTC with milliseconds, whatever offset and precision the client wrote. */
const instant = (text: string): string => new Date(text).toISOString();

/** Whether a review that is stored is what the request tells of. */
export const tellsOf = ({ rating, clientReviewedAt }: ReviewCard, stored: Review): boolean =>
  stored.rating === rating && (clientReviewedAt === undefined || instant(clientReviewedAt) === stored.at);

/** How far ahead a client's clock may be. */
const SKEW_MS = 5 * 60_000;
/** Reviews made offline longer ago than this are not taken any more. */
export const OLDEST_REVIEW_DAYS = 90;

/**
 * When a review was made (RFC 3339): one that brings no time is made now, and after all that are known. `since` is
 * when the card came to be, `newest` the last of its reviews, and `after` where the part of its log ends that is
 * closed: no review may stand before it.
 * @throws {Problem} `validation-error` at `#/clientReviewedAt` for a time that cannot be.
 */
export function placeOf(
  { clientReviewedAt }: ReviewCard,
  { now, since, newest, after }: { now: Date; since: string; newest: Place | null; after: Place | null },
): string {
  if (clientReviewedAt === undefined) {
    // The client's clock, or another instance's, may have been ahead of ours.
    const known = newest === null ? Date.parse(since) : Date.parse(newest.at) + 1;
    return new Date(Math.max(now.getTime(), known)).toISOString();
  }
  const at = instant(clientReviewedAt);
  const made = Date.parse(at);
  if (made > now.getTime() + SKEW_MS) throw misplaced("is in the future");
  if (at < since) throw misplaced("is before the card was there");
  if (made < now.getTime() - OLDEST_REVIEW_DAYS * 24 * 3600_000)
    throw misplaced(`is more than ${OLDEST_REVIEW_DAYS} days ago`);
  if (after && at <= after.at) throw misplaced("is before the reviews of this card that are still kept");
  return at;
}

const misplaced = (detail: string): Problem =>
  new Problem("validation-error", "The review cannot have been made then.", {
    errors: [{ pointer: "#/clientReviewedAt", detail }],
  });

/** What a review comes to, by what was known of the card before it. */
export function outcomeOf({ state }: Pick<Memory, "state">, rating: ReviewRating): Outcome {
  if (state === "new") return "introduced";
  if (state !== "review") return "practised";
  return rating === "again" ? "forgotten" : "recalled";
}

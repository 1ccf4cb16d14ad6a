import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { Card } from "./card.ts";
import { ReviewSettings, ShownReviewSettings } from "./pace.ts";
import { ReviewCard } from "./review.ts";

const cardParams = z.object({ cardId: z.uuid() });
const reading = { access: { permission: "review:read" } } as const;
const writing = { access: { permission: "review:write" } } as const;
const refused = [...bearerRefusals, "access-denied"] as const;
const notModified = { description: "It has not changed" };

export const ReviewsQuery = PageQuery.extend({
  due: z.enum(["now", "any"]).default("now").meta({
    description: "`any` lists all cards, suspended ones too, newest first",
  }),
  courseId: z.uuid().optional(),
});
export type ReviewsQuery = z.infer<typeof ReviewsQuery>;

const listReviews = endpoint(
  {
    operationId: "listReviews",
    method: "get",
    path: "/v1/reviews",
    summary: "The cards to be asked now",
    description:
      "Steps of learning first, then cards known before, then new ones, each by when they came due, as far as the limits of the caller's day allow. The day begins at 04:00 in their time zone. A page may be short: what was reviewed since the first page is left out of later ones.",
    request: { query: ReviewsQuery },
    responses: { 200: json(page(Card), "One page of cards"), ...refusals(...refused, "cursor-expired") },
  },
  reading,
);

const count = () => z.int().nonnegative();

export const ReviewStats = z
  .strictObject({
    date: z.iso.date().meta({ description: "The caller's present day, which begins at 04:00" }),
    timeZone: z.string(),
    dueNow: z
      .strictObject({ total: count(), learning: count(), review: count(), new: count() })
      .meta({ description: "As many as the list of what is due holds, within the day's limits" }),
    byState: z.strictObject({
      ...{ new: count(), learning: count(), review: count(), relearning: count() },
      suspended: count().meta({ description: "In whatever state; the other numbers leave them out" }),
    }),
    forecast: z
      .array(z.strictObject({ date: z.iso.date(), due: count() }))
      .meta({ description: "The next 30 days, today with all that is overdue; new cards are left out" }),
    today: z.strictObject({
      reviews: count().meta({ description: "All of them, steps of learning too" }),
      new: count().meta({ description: "Cards begun: what `newPerDay` limits" }),
      known: count().meta({ description: "Reviews of cards known before: what `reviewsPerDay` limits" }),
    }),
    retention: z
      .strictObject({ reviews: count(), recalled: count(), rate: z.number().min(0).max(1).nullable() })
      .meta({ description: "Of cards known before, over the last 30 days; null without any review" }),
  })
  .meta({ id: "ReviewStats" });
export type ReviewStats = z.infer<typeof ReviewStats>;

const getReviewStats = endpoint(
  {
    operationId: "getReviewStats",
    method: "get",
    path: "/v1/reviews/stats",
    summary: "What the caller knows, and what comes up when",
    responses: { 200: json(ReviewStats, "The numbers"), ...refusals(...refused) },
  },
  { ...reading, cost: 5 },
);

const getReviewSettings = endpoint(
  {
    operationId: "getReviewSettings",
    method: "get",
    path: "/v1/reviews/settings",
    summary: "How much the caller wants to review",
    responses: {
      200: json(ShownReviewSettings, "The settings, or those that hold until there are any"),
      304: notModified,
      ...refusals(...refused),
    },
  },
  { ...reading, etag: true },
);

const setReviewSettings = endpoint(
  {
    operationId: "setReviewSettings",
    method: "put",
    path: "/v1/reviews/settings",
    summary: "Replace how much the caller wants to review",
    description:
      "What is left out gets its default. Another `targetRetention` holds for reviews made from now on.",
    request: { body: body(ReviewSettings) },
    responses: {
      200: json(ShownReviewSettings, "The settings as they are now"),
      304: notModified,
      ...refusals(...bodyRefusals, ...refused, "precondition-failed"),
    },
  },
  { ...writing, etag: true },
);

const getCard = endpoint(
  {
    operationId: "getCard",
    method: "get",
    path: "/v1/reviews/{cardId}",
    summary: "One card",
    request: { params: cardParams },
    responses: {
      200: json(Card, "The card"),
      304: notModified,
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...reading, etag: true },
);

const reviewCard = endpoint(
  {
    operationId: "reviewCard",
    method: "post",
    path: "/v1/reviews/{cardId}",
    summary: "Say how well a card was remembered",
    description:
      "A review made offline carries `clientReviewedAt` and counts as made then, in whatever order reviews arrive. The same `reviewId`, or without one the same time and rating, is the same review however often it arrives.",
    request: { params: cardParams, body: body(ReviewCard) },
    responses: {
      200: json(Card, "The card, with when it is due next"),
      ...refusals(...refused, "resource-not-found", "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  writing,
);

const undoReview = endpoint(
  {
    operationId: "undoReview",
    method: "post",
    path: "/v1/reviews/{cardId}/undo",
    summary: "Take the newest review of a card back",
    description: "Once: 409 when there is none, or the newest was taken back before.",
    request: { params: cardParams },
    responses: {
      200: json(Card, "The card as if the review had not been made"),
      ...refusals(...refused, "resource-not-found", "conflict", "idempotency-conflict"),
    },
  },
  writing,
);

const suspendCard = endpoint(
  {
    operationId: "suspendCard",
    method: "post",
    path: "/v1/reviews/{cardId}/suspend",
    summary: "Leave a card out of what is due",
    request: { params: cardParams },
    responses: { 200: json(Card, "The card"), ...refusals(...refused, "resource-not-found") },
  },
  writing,
);

const resumeCard = endpoint(
  {
    operationId: "resumeCard",
    method: "post",
    path: "/v1/reviews/{cardId}/resume",
    summary: "Take a card in again that was left out",
    request: { params: cardParams },
    responses: { 200: json(Card, "The card"), ...refusals(...refused, "resource-not-found") },
  },
  writing,
);

const deleteCard = endpoint(
  {
    operationId: "deleteCard",
    method: "delete",
    path: "/v1/reviews/{cardId}",
    summary: "Remove a card with its reviews",
    request: { params: cardParams },
    responses: {
      204: { description: "Removed" },
      ...refusals(...refused, "resource-not-found", "precondition-failed"),
    },
  },
  writing,
);

/** Literal paths before those with a parameter: the router takes the first that fits. */
export const reviewEndpoints = {
  listReviews,
  getReviewStats,
  getReviewSettings,
  setReviewSettings,
  getCard,
  reviewCard,
  undoReview,
  suspendCard,
  resumeCard,
  deleteCard,
};

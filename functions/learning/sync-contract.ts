import { z } from "zod";
import {
  bearerRefusals,
  body,
  bodyRefusals,
  endpoint,
  json,
  Problem,
  refusals,
} from "../platform/http/endpoint.ts";
import { PageQuery } from "../shared/page.ts";
import { Attempt } from "./attempt.ts";
import { Card } from "./card.ts";
import { Operation, Outcome } from "./operation.ts";
import { LessonProgress } from "./progress.ts";

const refused = [...bearerRefusals, "access-denied"] as const;

export const OperationResult = z
  .strictObject({
    id: z.uuid(),
    status: Outcome,
    problem: Problem.optional().meta({
      description: "As the single call would have been answered; of what is `applied`, what of it was not",
    }),
    progress: LessonProgress.optional(),
    attempt: Attempt.optional(),
    card: Card.optional(),
  })
  .meta({ id: "SyncResult" });
export type OperationResult = z.infer<typeof OperationResult>;

const MOST_OPERATIONS = 500;

const syncOperations = endpoint(
  {
    operationId: "syncOperations",
    method: "post",
    path: "/v1/sync",
    summary: "Tell what was done without a network",
    description:
      "Each operation is judged by itself, as by the single call, and one that is refused fails no other. Those on one course, and on one card, are done in their order. Whatever is sent again, by any device and at once, counts once. Of a report of more time than can have been spent, all but the time is `applied`, and its `problem` says so. A review of a card that was removed is a `conflict`.",
    request: {
      body: body(z.strictObject({ operations: z.array(Operation).min(1).max(MOST_OPERATIONS) })),
    },
    responses: {
      200: json(
        z.strictObject({ results: z.array(OperationResult) }),
        "What became of each, in the order of the operations",
      ),
      ...refusals(...refused, ...bodyRefusals),
    },
  },
  // No Idempotency-Key: each operation has an id of its own, and a request that is sent again may hold more of them.
  { access: { permission: "course:learn" }, cost: 10, maxBodyBytes: 1024 * 1024 },
);

export const Change = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("progress"),
      id: z.uuid().meta({ description: "The course's" }),
      changedAt: z.iso.datetime(),
      progress: z.strictObject({
        courseId: z.uuid(),
        lessons: z.array(LessonProgress).meta({ description: "Those that were begun, of any version" }),
        completedAt: z.iso.datetime().optional(),
      }),
    }),
    z.strictObject({
      type: z.literal("card"),
      id: z.uuid(),
      changedAt: z.iso.datetime(),
      card: Card,
    }),
  ])
  .meta({ id: "SyncChange" });
export type Change = z.infer<typeof Change>;

export const ChangesQuery = PageQuery.pick({ limit: true }).extend({
  since: z.string().max(2000).optional().meta({
    description: "`nextCursor` of the last answer, however old; without it everything is told",
  }),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;

export const Changes = z.strictObject({
  items: z.array(Change),
  nextCursor: z.string().meta({ description: "What to ask `since` the next time" }),
  more: z.boolean().meta({ description: "Whether there is more to be told now" }),
});
export type Changes = z.infer<typeof Changes>;

const listChanges = endpoint(
  {
    operationId: "listChanges",
    method: "get",
    path: "/v1/sync/changes",
    summary: "What has changed of the caller's learning, the oldest change first",
    description:
      "A device puts what is told in the place of what it has. Nothing is skipped, but what changed in the last two minutes may be told again: a card's `version` tells which is newer, and progress only rises. Cards that were removed are not told.",
    request: { query: ChangesQuery },
    responses: { 200: json(Changes, "One page of changes"), ...refusals(...refused) },
  },
  // Every role that may review may read courses, and so its own progress in them.
  { access: { permission: "review:read" }, cost: 2 },
);

export const syncEndpoints = { syncOperations, listChanges };

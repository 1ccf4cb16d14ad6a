import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { Problem } from "../shared/problem.ts";
import { AttemptInput } from "./attempt.ts";
import { ProgressReport } from "./progress.ts";
import { ReviewCard } from "./review.ts";

/** One spelling of an id: it is what a repeated delivery is known by. */
const id = z.uuid().toLowerCase().meta({
  description: "Made by the device; the same id delivered again is the same operation",
});
const inLesson = {
  courseId: z.uuid(),
  lessonId: z.uuid(),
  version: z.int().positive().optional().meta({
    description: "The version that was read, where it is not the present one",
  }),
};

/** Something a learner did, perhaps without a network, as their device tells of it. */
export const Operation = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("progress"), id, ...inLesson, ...ProgressReport.shape }),
    z.strictObject({ type: z.literal("attempt"), id, ...inLesson, ...AttemptInput.shape }),
    z.strictObject({
      type: z.literal("review"),
      ...{ id, cardId: z.uuid(), rating: ReviewCard.shape.rating },
      clientReviewedAt: ReviewCard.shape.clientReviewedAt.unwrap().meta({ description: "When it was" }),
    }),
  ])
  .meta({ id: "SyncOperation" });
export type Operation = z.infer<typeof Operation>;

/** What became of an operation. */
export const Outcome = z.enum(["applied", "known", "conflict", "refused", "later"]).meta({
  description:
    "`applied`; `known`: it had been before; `conflict`: what it is about has changed or gone; `refused`: it can never be accepted as it is; `later`: send it again",
});
export type Outcome = z.infer<typeof Outcome>;

/** Operations on the same thing are done one after the other, in the order in which they were told. */
export const aboutOf = (operation: Operation): string =>
  operation.type === "review" ? `card/${operation.cardId}` : `course/${operation.courseId}`;

/** For each operation the place of the first with its id: its own, unless it is told again. */
export function firstsOf(operations: readonly Operation[]): number[] {
  const places = new Map<string, number>();
  return operations.map((operation, place) => {
    const first = places.get(operation.id) ?? place;
    places.set(operation.id, first);
    return first;
  });
}

/**
 * The places of operations on one thing, in the order in which they are done: as told, but of the reports of a lesson
 * the one with the most time first. A report may add little to one that came a moment before, also where a device
 * was offline for hours between the two; which comes first makes no other difference.
 */
export function turnsOf(operations: readonly Operation[], places: readonly number[]): number[] {
  const secondsAt = (place: number): number => {
    const operation = operations[place];
    return operation?.type === "progress" ? (operation.secondsSpent ?? 0) : 0;
  };
  const lessonAt = (place: number): string | undefined => {
    const operation = operations[place];
    return operation?.type === "progress" ? operation.lessonId : undefined;
  };
  const reports = new Map(
    [...Map.groupBy(places, lessonAt)].map(([lessonId, some]) => [
      lessonId,
      some.toSorted((a, b) => secondsAt(b) - secondsAt(a)).values(),
    ]),
  );
  return places.map((place) => {
    const lessonId = lessonAt(place);
    return (lessonId === undefined ? undefined : reports.get(lessonId)?.next().value) ?? place;
  });
}

/** @throws {Problem} `validation-error` when two that have one id are not the same. */
export function refuseOther(first: Operation | undefined, again: Operation, place: number): void {
  if (!isDeepStrictEqual(first, again))
    throw new Problem("validation-error", "Another operation of this request has the same id.", {
      errors: [{ pointer: `#/operations/${place}/id`, detail: "is the id of another operation" }],
    });
}

/** Whether a report was refused for its time alone. */
export const isTooMuchTime = (error: unknown): error is Problem =>
  error instanceof Problem &&
  error.errors.some((fault) => "pointer" in fault && fault.pointer === "#/secondsSpent");

const CHANGED = new Set([404, 409, 412]);

/** What a refusal means to a device: whether to ask again, to look again, or to give up. */
export function outcomeOf({ type }: Operation, { status, errors }: Problem): Outcome {
  if (status >= 500 || status === 429) return "later";
  // Whether answers were never right or the questions are others now, the lesson of today alone tells.
  const areUnfit = errors.some((fault) => "pointer" in fault && fault.pointer.startsWith("#/answers/"));
  return CHANGED.has(status) || (type === "attempt" && areUnfit) ? "conflict" : "refused";
}

import { asProblem } from "../platform/http/problem-json.ts";
import { Problem } from "../shared/problem.ts";
import {
  aboutOf,
  firstsOf,
  isTooMuchTime,
  type Operation,
  outcomeOf,
  refuseOther,
  turnsOf,
} from "./operation.ts";
import { reportProgress } from "./report-progress.ts";
import { deliverReview, type ReviewDeps } from "./review-card.ts";
import { deliverAttempt } from "./submit-attempt.ts";
import type { OperationResult } from "./sync-contract.ts";

type SyncDeps = ReviewDeps &
  Parameters<typeof reportProgress>[0] &
  Parameters<typeof deliverAttempt>[0] & {
    readonly mayReview: boolean;
    /** What is shown of a refusal, which is logged where it is ours. */
    readonly tell: (problem: Problem) => OperationResult["problem"];
  };

interface Syncing {
  readonly userId: string;
  readonly operations: readonly Operation[];
}

/** So many things of one learner are changed at once: a device has more to tell than an instance to spare. */
const WIDTH = 8;

/**
 * Does what a device tells of, each operation by the verb of its single call: one that fails is answered so, and
 * the others are done. Operations on one course or card follow each other, others are done side by side.
 */
export async function syncOperations(deps: SyncDeps, syncing: Syncing): Promise<OperationResult[]> {
  const { userId, operations } = syncing;
  const firsts = firstsOf(operations);
  const results = new Map<number, OperationResult>();
  const places = [...operations.keys()].filter((place) => firsts[place] === place);
  const queues = Map.groupBy(places, (place) => aboutOf(operationAt(operations, place)));
  await inTurns([...queues.values()], async (queue) => {
    for (const place of turnsOf(operations, queue)) {
      const operation = operationAt(operations, place);
      results.set(place, await attempted(deps, operation, () => applied(deps, userId, operation)));
    }
  });
  return Promise.all(
    operations.map((operation, place) =>
      attempted(deps, operation, async () => {
        const first = firsts[place] ?? place;
        refuseOther(operations[first], operation, place);
        const result = results.get(first);
        if (!result) throw new Error(`operation ${first} was not done`);
        return result;
      }),
    ),
  );
}

function operationAt(operations: readonly Operation[], place: number): Operation {
  const operation = operations[place];
  if (!operation) throw new Error(`there is no operation ${place}`);
  return operation;
}

/** The result of an operation, also where it fails. */
async function attempted(
  { tell }: SyncDeps,
  operation: Operation,
  work: () => Promise<OperationResult>,
): Promise<OperationResult> {
  try {
    return await work();
  } catch (error) {
    const problem = asProblem(error);
    return { id: operation.id, status: outcomeOf(operation, problem), problem: tell(problem) };
  }
}

async function applied(deps: SyncDeps, userId: string, operation: Operation): Promise<OperationResult> {
  const { id } = operation;
  switch (operation.type) {
    case "progress": {
      const { type: _, id: __, courseId, lessonId, version, ...report } = operation;
      const reporting = { userId, courseId, lessonId, version };
      try {
        return { id, status: "applied", progress: await reportProgress(deps, { ...reporting, report }) };
      } catch (error) {
        if (!isTooMuchTime(error)) throw error;
        // What was reached is not lost for want of the time it took.
        const { secondsSpent: ___, ...reached } = report;
        const progress = await reportProgress(deps, { ...reporting, report: reached });
        return { id, status: "applied", progress, problem: deps.tell(error) };
      }
    }
    case "attempt": {
      const { type: _, id: attemptId, ...attempting } = operation;
      const { attempt, known } = await deliverAttempt(deps, { userId, attemptId, ...attempting });
      return { id, status: known ? "known" : "applied", attempt };
    }
    case "review": {
      if (!deps.mayReview) throw new Problem("access-denied", "Reviews need the permission review:write.");
      const { cardId, rating, clientReviewedAt } = operation;
      const request = { rating, clientReviewedAt, reviewId: id };
      const { card, known } = await deliverReview(deps, { userId, cardId, request });
      return { id, status: known ? "known" : "applied", card };
    }
  }
}

/** Does something with each, a few at once, each as soon as there is room. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}

import { backOff, isMissing, isStale, isTaken } from "../platform/firestore/contention.ts";
import { Problem } from "../shared/problem.ts";

/** So many devices of one person are never at it at once: beyond, something else is wrong. */
const MOST_TRIES = 40;

/**
 * Commits what a learner did, again from the present state when another of their devices came first: what is read
 * without a lock is written with a precondition.
 * @throws {Problem} `resource-not-found` when the course was removed meanwhile.
 */
export async function untilKept<T>(courseId: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) throw new Problem("resource-not-found", `There is no course ${courseId}.`);
      if (attempt >= MOST_TRIES || !(isStale(error) || isTaken(error))) throw error;
      await backOff(attempt);
    }
}

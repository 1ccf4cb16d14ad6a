import { setTimeout as sleep } from "node:timers/promises";

/** gRPC status codes (https://grpc.io/docs/guides/status-codes/) that Firestore answers with. */
const code = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;

const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;

/** Somebody else wrote first: read again and decide from the present state. */
export const isStale = (error: unknown): boolean =>
  [NOT_FOUND, FAILED_PRECONDITION, ABORTED].includes(Number(code(error)));

/** A `create()` lost to an earlier one. */
export const isTaken = (error: unknown): boolean => code(error) === ALREADY_EXISTS;

/** What was to be changed is not there, or not any more. */
export const isMissing = (error: unknown): boolean => code(error) === NOT_FOUND;

/**
 * A transaction that lost to others, also after Google's client tried it again, or that was ended from outside
 * before it could commit (the emulator breaks deadlocks so, in words that the client does not take for contention):
 * nothing of it happened.
 */
export const isLost = (error: unknown): boolean =>
  code(error) === ABORTED ||
  (error instanceof Error && error.message.includes("Transaction is invalid or closed"));

/** Reads and commits again, until nobody wrote in between. `work` is to read what it decides from. */
export async function untilFresh<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (!isStale(error)) throw error;
      await backOff(attempt);
    }
}

/** Waits before trying again: random, growing from some milliseconds to a quarter of a second. */
export const backOff = (attempt: number): Promise<void> =>
  sleep(Math.random() * Math.min(250, 5 * 2 ** attempt));

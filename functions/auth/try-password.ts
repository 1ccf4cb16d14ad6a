import { createHash } from "node:crypto";
import type { Transaction } from "../platform/firestore/database.ts";
import { addressKey } from "../platform/http/client-address.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { GuessStore } from "./guess-store.ts";
import { FREE_GUESSES, oneMore, secondsLocked } from "./guesses.ts";

export interface TryPasswordDeps {
  readonly guesses: GuessStore;
  readonly clock: Clock;
}

/** A password, or what stands for one, that was right. */
export interface RightGuess<T> {
  readonly value: T;
  /** Part of the transaction of what the guess was for: until then the failures before it stay counted. */
  forget(tx: Transaction): void;
}

/**
 * Lets a secret be checked, unless too many guesses were wrong. The guess is counted before it is checked, so that
 * none slips through beside others. `subject` is what is guessed at: an account's address whether or not it
 * exists, or a device that proved it is known, which then no stranger can lock out. Failures from one address, at
 * whatever subject, count too, once they have failed: how many can be at it at once is bounded by the rate limit.
 * @throws {Problem} `account-locked` with the seconds to wait; whatever `check` throws.
 */
export async function tryPassword<T>(
  deps: TryPasswordDeps,
  input: { subject: readonly string[]; address: string },
  check: () => Promise<T>,
): Promise<RightGuess<T>> {
  const { guesses, clock } = deps;
  const subject = keyOf(input.subject);
  const address = keyOf(["address", addressKey(input.address)]);
  refuseLocked(secondsLocked(await guesses.get(address), clock()));
  await guesses.put(subject, (present) => {
    const now = clock();
    refuseLocked(secondsLocked(present, now));
    return oneMore(present, FREE_GUESSES.account, now);
  });
  try {
    const value = await check();
    return { value, forget: (tx) => guesses.remove(tx, subject) };
  } catch (error) {
    if (error instanceof Problem && error.slug === "invalid-credentials")
      await guesses.put(address, (present) => oneMore(present, FREE_GUESSES.address, clock()));
    throw error;
  }
}

/** What a stranger guesses at: the account of an address, by its keyed hash, whether or not it exists. */
export const accountSubject = (addressId: string): readonly string[] => ["account", addressId];

/** What somebody who is signed in guesses at: their own secrets. It locks no sign-in. */
export const callerSubject = (userId: string): readonly string[] => ["caller", userId];

/** What somebody guesses at from a device that their account knows. */
export const deviceSubject = (userId: string, deviceId: string): readonly string[] => [
  "device",
  userId,
  deviceId,
];

/** The documents that count guesses at a person's secrets. */
export const guessIdsOf = (of: {
  userId: string;
  addressId: string | null;
  devices: readonly string[];
}): string[] =>
  [
    callerSubject(of.userId),
    ...(of.addressId === null ? [] : [accountSubject(of.addressId)]),
    ...of.devices.map((deviceId) => deviceSubject(of.userId, deviceId)),
  ].map(keyOf);

/** Forgets the failures at a subject, as part of what makes them void. */
export const forgetGuesses = (
  deps: Pick<TryPasswordDeps, "guesses">,
  tx: Transaction,
  subject: readonly string[],
): void => deps.guesses.remove(tx, keyOf(subject));

function refuseLocked(seconds: number): void {
  if (seconds === 0) return;
  throw new Problem("account-locked", `Too many sign-ins have failed. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
}

/** Of one length, and telling nobody who reads the database whose it is. */
const keyOf = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

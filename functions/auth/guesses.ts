import { z } from "zod";
import { plusSeconds, timestamp } from "../shared/clock.ts";

/** How often a password was guessed wrong, of one account, device or address: `guesses/{key}`. */
export const Guesses = z.strictObject({
  failures: z.int().positive(),
  /** Until then nothing is tried, right or wrong. */
  lockedUntil: z.iso.datetime(),
  expireAt: z.date(),
});
export type Guesses = z.infer<typeof Guesses>;

/** Guesses before the first wait. An address may be that of a school; an account is one person's. */
export const FREE_GUESSES = { account: 5, address: 50 } as const;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** Failures are forgotten when none has come for so long. */
const REMEMBERED_SECONDS = 24 * 3600;

/** Whole seconds until the next guess is tried; 0 when it may be now. */
export function secondsLocked(present: Guesses | undefined, now: Date): number {
  if (!present) return 0;
  return Math.max(0, Math.ceil((Date.parse(present.lockedUntil) - now.getTime()) / 1000));
}

/** One more failure: each beyond the free ones doubles the wait. */
export function oneMore(present: Guesses | undefined, free: number, now: Date): Guesses {
  const isRemembered = present !== undefined && present.expireAt > now;
  const failures = (isRemembered ? present.failures : 0) + 1;
  const doublings = failures - free;
  const wait = doublings < 0 ? 0 : Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** doublings);
  return {
    failures,
    lockedUntil: timestamp(plusSeconds(now, wait)),
    expireAt: plusSeconds(now, REMEMBERED_SECONDS),
  };
}

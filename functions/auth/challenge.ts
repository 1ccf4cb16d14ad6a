import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** What a WebAuthn challenge may be answered for: an answer to one is none to another. */
const Purpose = z.enum(["register", "login", "confirm"]);
type Purpose = z.infer<typeof Purpose>;

/** Whose a challenge is, and what for. At a login nobody is anybody yet. */
export interface ChallengeScope {
  readonly tid: string;
  readonly purpose: Purpose;
  readonly userId: string | null;
}

/** A challenge of ours whose time is not over. */
export interface Challenge {
  /** What the authenticator signs, base64url. */
  readonly value: string;
  readonly purpose: Purpose;
  readonly expiresAt: Date;
}

/** A challenge that was answered: `usedChallenges/{value, in hex}`, created once, so that it cannot be answered again. */
export const UsedChallenge = z.strictObject({ purpose: Purpose, expireAt: z.date() });
export type UsedChallenge = z.infer<typeof UsedChallenge>;

/** How long somebody may take over their authenticator (WebAuthn Level 3 § 15.1 recommends five minutes or more). */
export const CHALLENGE_SECONDS = 300;

/** `<end, in seconds since the epoch>.<128 random bits>.<MAC>` */
const FORM = /^(\d{10})\.([\w-]{22})\.([\w-]{43})$/;

/**
 * The id of a new challenge. It says by itself what it is good for and until when, so that nothing is stored for
 * somebody who only asks.
 */
export function challengeIdOf(
  key: Uint8Array,
  scope: ChallengeScope,
  { expiresAt, nonce }: { expiresAt: Date; nonce: string },
): string {
  const body = `${Math.floor(expiresAt.getTime() / 1000)}.${nonce}`;
  return `${body}.${macOf(key, scope, body)}`;
}

/** The challenge of an id; undefined for one that is not ours, is for something else, or has expired. */
export function readChallenge(
  key: Uint8Array,
  scope: ChallengeScope,
  { challengeId, now }: { challengeId: string; now: Date },
): Challenge | undefined {
  const [, seconds, nonce, mac] = FORM.exec(challengeId) ?? [];
  if (seconds === undefined || nonce === undefined || mac === undefined) return undefined;
  // Compared as sent, so that one challenge has one spelling.
  const expected = macOf(key, scope, `${seconds}.${nonce}`);
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(expected))) return undefined;
  const expiresAt = new Date(Number(seconds) * 1000);
  return now < expiresAt
    ? { value: challengeValue(challengeId), purpose: scope.purpose, expiresAt }
    : undefined;
}

/** What the authenticator is given to sign. */
export const challengeValue = (challengeId: string): string =>
  createHash("sha256").update(challengeId).digest("base64url");

const macOf = (key: Uint8Array, { tid, purpose, userId }: ChallengeScope, body: string): string =>
  createHmac("sha256", key)
    .update(JSON.stringify([tid, purpose, userId, body]))
    .digest("base64url");

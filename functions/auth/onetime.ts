import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { UserId } from "../shared/id.ts";
import { Email } from "./email.ts";

/** What a one-time token is good for. */
export const Purpose = z.enum(["verification", "password-reset", "email-change"]);
export type Purpose = z.infer<typeof Purpose>;

/**
 * The one-time token of a user for a purpose: `oneTimeTokens/{purpose}~{userId}`. There is one at a time, so a newer
 * one voids those before it. What is mailed is not stored: it is computed, as a refresh token is.
 */
export const OneTimeToken = z.strictObject({
  id: z.string(),
  userId: UserId,
  purpose: Purpose,
  /** The address it was made for: whoever has it reads mail there. */
  email: Email,
  /** 256 random bits (base64url) that the MAC covers. */
  nonce: z.string().length(43),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  usedAt: z.iso.datetime().optional(),
  expireAt: z.date(),
});
export type OneTimeToken = z.infer<typeof OneTimeToken>;

const HOUR = 3600;
const SECONDS: Readonly<Record<Purpose, number>> = {
  verification: 24 * HOUR,
  "password-reset": HOUR,
  "email-change": 24 * HOUR,
};
/** A spent token is remembered, so that a second tap on its link is told no lie. */
const REMEMBERED_SECONDS = 7 * 24 * HOUR;

export const oneTimeTokenId = (purpose: Purpose, userId: string): string => `${purpose}~${userId}`;

export function newOneTimeToken(
  fields: Pick<OneTimeToken, "userId" | "purpose" | "email">,
  now: Date,
): OneTimeToken {
  const seconds = SECONDS[fields.purpose];
  return {
    ...fields,
    id: oneTimeTokenId(fields.purpose, fields.userId),
    nonce: randomBytes(32).toString("base64url"),
    createdAt: timestamp(now),
    expiresAt: timestamp(plusSeconds(now, seconds)),
    expireAt: plusSeconds(now, seconds + REMEMBERED_SECONDS),
  };
}

const FORM = /^([a-z][a-z0-9-]{1,30})\.([a-z-]{5,20}~[0-9a-f-]{36})\.([\w-]{43})$/;

/** `<tid>.<id>.<mac>`; undefined for anything of another form, so that junk costs no read. */
export function readOneTimeToken(text: string): { tid: string; id: string; mac: string } | undefined {
  const [, tid, id, mac] = FORM.exec(text) ?? [];
  return tid === undefined || id === undefined || mac === undefined ? undefined : { tid, id, mac };
}

/** The token as it is mailed. */
export const oneTimeTokenText = (key: Uint8Array, tid: string, token: OneTimeToken): string =>
  `${tid}.${token.id}.${macOf(key, tid, token)}`;

/** Whether what is presented was mailed for this token, and in time. */
export function isGenuineOneTimeToken(
  key: Uint8Array,
  presented: { tid: string; mac: string },
  { token, now }: { token: OneTimeToken; now: Date },
): boolean {
  const expected = Buffer.from(macOf(key, presented.tid, token));
  return timingSafeEqual(Buffer.from(presented.mac), expected) && now < new Date(token.expiresAt);
}

const macOf = (key: Uint8Array, tid: string, { id, nonce }: OneTimeToken): string =>
  createHmac("sha256", key).update(`${tid}|${id}|${nonce}`).digest("base64url");

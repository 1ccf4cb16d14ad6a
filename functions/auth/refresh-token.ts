import { createHmac, timingSafeEqual } from "node:crypto";
import type { Session } from "./session.ts";

/** A refresh token taken apart; genuine only once its MAC has been checked against its session. */
export interface PresentedToken {
  readonly tid: string;
  readonly sid: string;
  readonly counter: number;
  readonly mac: string;
}

const FORM =
  /^([a-z][a-z0-9-]{1,30})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9]\d{0,9})\.([\w-]{43})$/;

/** `<tid>.<sid>.<counter>.<mac>`; undefined for anything of another form, so that junk costs no read. */
export function readRefreshToken(token: string): PresentedToken | undefined {
  const [, tid, sid, counter, mac] = FORM.exec(token) ?? [];
  if (tid === undefined || sid === undefined || mac === undefined) return undefined;
  return { tid, sid, counter: Number(counter), mac };
}

/**
 * The refresh token of a session at its present counter. It is computed, never stored: the same session gives the
 * same token again, and neither the database nor the key alone forges one.
 */
export function refreshTokenOf(key: Uint8Array, tid: string, session: Session): string {
  const { id: sid, counter, nonce } = session;
  return `${tid}.${sid}.${counter}.${macOf(key, { tid, sid, counter, nonce })}`;
}

export function isGenuine(key: Uint8Array, token: PresentedToken, session: Session): boolean {
  const expected = macOf(key, { ...token, nonce: session.nonce });
  return timingSafeEqual(Buffer.from(token.mac), Buffer.from(expected));
}

/** None of the four can hold a `|`, so no two sessions or counters share an input. */
const macOf = (
  key: Uint8Array,
  about: { tid: string; sid: string; counter: number; nonce: string },
): string =>
  createHmac("sha256", key)
    .update(`${about.tid}|${about.sid}|${about.counter}|${about.nonce}`)
    .digest("base64url");

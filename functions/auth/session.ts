import { z } from "zod";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { SessionId, UserId } from "../shared/id.ts";
import { Device } from "./device.ts";

/** Why a session is over. */
export const EndReason = z.enum(["logout", "revocation", "expiry", "theft"]);
export type EndReason = z.infer<typeof EndReason>;

/** One sign-in on one device, and the family of refresh tokens that carries it on. */
export const Session = z.strictObject({
  id: SessionId,
  userId: UserId,
  /** Of the refresh token that is valid now: the head of the family. */
  counter: z.int().positive(),
  /** 256 random bits (base64url) that every token's MAC covers. */
  nonce: z.string().length(43),
  createdAt: z.iso.datetime(),
  /** When the user last proved who they are, in seconds since the epoch. */
  authTime: z.int().positive(),
  rotatedAt: z.iso.datetime(),
  idleExpiresAt: z.iso.datetime(),
  absoluteExpiresAt: z.iso.datetime(),
  device: Device.optional(),
  /** Where it was last refreshed from. */
  address: z.string(),
  /** Null while it goes on, so that a query finds it. */
  endedAt: z.iso.datetime().nullable(),
  endReason: EndReason.optional(),
  expireAt: z.date(),
});
export type Session = z.infer<typeof Session>;

/** A session's leave to listen, which the security rules ask for: `grants/{sessionId}`, gone once it has ended. */
export const Grant = z.strictObject({ userId: UserId, createdAt: z.iso.datetime(), expireAt: z.date() });
export type Grant = z.infer<typeof Grant>;

const DAY = 24 * 3600;
const IDLE_SECONDS = 30 * DAY;
const ABSOLUTE_SECONDS = 180 * DAY;
/** An ended session is remembered, so that its tokens are told why they are refused. */
const REMEMBERED_SECONDS = 7 * DAY;
/** A client whose answer was lost may present the former token again for so long. */
const GRACE_SECONDS = 60;

type NewSession = Pick<Session, "id" | "userId" | "nonce" | "address" | "device">;

/** A session that begins with its user having proved who they are. */
export function newSession(fields: NewSession, now: Date): Session {
  return {
    ...fields,
    counter: 1,
    createdAt: timestamp(now),
    authTime: Math.floor(now.getTime() / 1000),
    rotatedAt: timestamp(now),
    idleExpiresAt: timestamp(plusSeconds(now, IDLE_SECONDS)),
    absoluteExpiresAt: timestamp(plusSeconds(now, ABSOLUTE_SECONDS)),
    endedAt: null,
    expireAt: plusSeconds(now, ABSOLUTE_SECONDS + REMEMBERED_SECONDS),
  };
}

/** The grant lasts as long as its session may; what ends the session sooner removes it. */
export const grantOf = (session: Session): Grant => ({
  userId: session.userId,
  createdAt: session.createdAt,
  expireAt: new Date(session.absoluteExpiresAt),
});

/** The next head, used from `address`: idle time begins anew, within the absolute limit. */
export function rotated(session: Session, at: { now: Date; address: string }): Session {
  const idleEnds = plusSeconds(at.now, IDLE_SECONDS).getTime();
  return {
    ...session,
    counter: session.counter + 1,
    rotatedAt: timestamp(at.now),
    idleExpiresAt: timestamp(new Date(Math.min(idleEnds, Date.parse(session.absoluteExpiresAt)))),
    address: at.address,
  };
}

/** Why the session cannot go on, if so. */
export function endOf(session: Session, now: Date): EndReason | undefined {
  if (session.endedAt !== null) return session.endReason ?? "revocation";
  return now.getTime() >= Date.parse(session.idleExpiresAt) ? "expiry" : undefined;
}

/** What a genuine refresh token deserves. */
export type Verdict =
  | { readonly kind: "rotate" | "replay" | "reused" | "unknown" }
  | { readonly kind: "ended"; readonly reason: EndReason };

/**
 * The table of refresh tokens. A family that has ended raises no alarm; its present token rotates; the one before
 * is answered with the present head for a minute, since its answer may have been lost; any other was stolen, or
 * its successor was. A counter from the future can only come from before a restored backup.
 */
export function judge(session: Session, counter: number, now: Date): Verdict {
  const reason = endOf(session, now);
  if (reason) return { kind: "ended", reason };
  if (counter === session.counter) return { kind: "rotate" };
  if (counter > session.counter) return { kind: "unknown" };
  const graceEnds = plusSeconds(new Date(session.rotatedAt), GRACE_SECONDS);
  return { kind: counter === session.counter - 1 && now < graceEnds ? "replay" : "reused" };
}

/** How long the head may still be used, in whole seconds. */
export const secondsLeft = (session: Session, now: Date): number =>
  Math.max(0, Math.floor((Date.parse(session.idleExpiresAt) - now.getTime()) / 1000));

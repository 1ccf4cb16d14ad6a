import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isGenuine, readRefreshToken, refreshTokenOf } from "#functions/auth/refresh-token";
import { judge, newSession, rotated, type Session } from "#functions/auth/session";
import { SessionId, UserId } from "#functions/shared/id";

const noon = new Date("2025-01-01T12:00:00.000Z");
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const DAY = 24 * 3600;

const aSession = (more: Partial<Session> = {}): Session => ({
  ...newSession(
    {
      id: SessionId.parse(randomUUID()),
      userId: UserId.parse(randomUUID()),
      nonce: "n".repeat(43),
      address: "192.0.2.1",
    },
    noon,
  ),
  ...more,
});

describe("judge", () => {
  it.each<[string, Partial<Session>, number, number, object]>([
    ["the head", { counter: 3 }, 3, 10, { kind: "rotate" }],
    ["the head on the last moment of idleness", { counter: 3 }, 3, 30 * DAY - 0.001, { kind: "rotate" }],
    ["the one before, just under a minute after the rotation", { counter: 3 }, 2, 59.999, { kind: "replay" }],
    ["the one before, a minute after", { counter: 3 }, 2, 60, { kind: "reused" }],
    ["the one before, by a clock that is behind", { counter: 3 }, 2, -5, { kind: "replay" }],
    ["an older one, at once", { counter: 3 }, 1, 0, { kind: "reused" }],
    ["a counter from the future", { counter: 3 }, 4, 0, { kind: "unknown" }],
    ["the head after 30 idle days", { counter: 3 }, 3, 30 * DAY, { kind: "ended", reason: "expiry" }],
    ["an old one after 30 idle days", { counter: 3 }, 1, 30 * DAY, { kind: "ended", reason: "expiry" }],
    [
      "the head of an ended family",
      { counter: 3, endedAt: "2025-01-01T12:00:00.000Z", endReason: "logout" },
      3,
      0,
      { kind: "ended", reason: "logout" },
    ],
    [
      "an old one of an ended family",
      { counter: 3, endedAt: "2025-01-01T12:00:00.000Z", endReason: "theft" },
      1,
      0,
      { kind: "ended", reason: "theft" },
    ],
  ])("of %s", (_, fields, counter, seconds, verdict) => {
    expect(judge(aSession(fields), counter, later(seconds))).toEqual(verdict);
  });
});

describe("rotated", () => {
  it("begins idle time anew, never beyond 180 days", () => {
    const session = rotated(aSession(), { now: later(20 * DAY), address: "192.0.2.2" });
    expect(session).toMatchObject({
      counter: 2,
      address: "192.0.2.2",
      idleExpiresAt: "2025-02-20T12:00:00.000Z",
    });
    const late = rotated(session, { now: later(170 * DAY), address: "192.0.2.2" });
    expect(late.idleExpiresAt).toBe(late.absoluteExpiresAt);
  });
});

describe("a refresh token", () => {
  const key = Buffer.alloc(32, 7);

  it("can be computed again from its session, and no other way", () => {
    const session = aSession();
    const token = refreshTokenOf(key, "default", session);
    expect(refreshTokenOf(key, "default", { ...session })).toBe(token);
    const others = [
      refreshTokenOf(Buffer.alloc(32, 8), "default", session),
      refreshTokenOf(key, "other", session),
      refreshTokenOf(key, "default", { ...session, counter: 2 }),
      refreshTokenOf(key, "default", { ...session, nonce: "m".repeat(43) }),
    ].map((other) => other.split(".").at(-1));
    expect(new Set([...others, token.split(".").at(-1)]).size).toBe(5);
  });

  it("is genuine for its session and counter alone", () => {
    const session = aSession();
    const token = readRefreshToken(refreshTokenOf(key, "default", session));
    if (!token) throw new Error("our own token was not read");
    expect(isGenuine(key, token, session)).toBe(true);
    expect(isGenuine(key, token, { ...session, counter: 9 })).toBe(true);
    expect(isGenuine(key, { ...token, counter: 2 }, session)).toBe(false);
    expect(isGenuine(key, { ...token, tid: "other" }, session)).toBe(false);
    expect(isGenuine(key, token, { ...session, nonce: "m".repeat(43) })).toBe(false);
  });

  it.each([
    ["nothing", ""],
    ["a path", `default/../x.${randomUUID()}.1.${"a".repeat(43)}`],
    ["a session that is no UUID", `default.users.1.${"a".repeat(43)}`],
    ["a counter of zero", `default.${randomUUID()}.0.${"a".repeat(43)}`],
    ["a counter written otherwise", `default.${randomUUID()}.1e3.${"a".repeat(43)}`],
    ["a short MAC", `default.${randomUUID()}.1.${"a".repeat(42)}`],
    ["a line after it", `default.${randomUUID()}.1.${"a".repeat(43)}\n`],
  ])("is not read from %s", (_, token) => {
    expect(readRefreshToken(token)).toBeUndefined();
  });
});

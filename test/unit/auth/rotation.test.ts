import { describe, expect, it } from "vitest";
import type { SigningKey } from "#functions/auth/key";
import { planRotation, RETIRED_SECONDS, rotated, SPREAD_SECONDS } from "#functions/auth/rotation";

const noon = new Date("2026-03-01T12:00:00.000Z");
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const key = (kid: string, times: Partial<SigningKey> = {}): SigningKey => ({
  ...{ kty: "EC", crv: "P-256", x: "eA", y: "eQ", d: "ZA", kid, alg: "ES256", use: "sig" },
  ...times,
});
const at = noon.toISOString();

describe("planRotation", () => {
  it.each([
    ["one key", [key("a")], "add", new Date(0)],
    ["one key that came by a rotation", [key("b", { addedAt: at, signingSince: at })], "add", new Date(0)],
    ["a key that was added", [key("a"), key("b", { addedAt: at })], "sign", later(SPREAD_SECONDS)],
    ["a former key", [key("b", { addedAt: at, signingSince: at }), key("a")], "drop", later(RETIRED_SECONDS)],
    [
      "a former key and one that was added",
      [key("b", { addedAt: at, signingSince: at }), key("a"), key("c", { addedAt: at })],
      "sign",
      later(SPREAD_SECONDS),
    ],
    ["two keys whose times nobody knows", [key("b"), key("a")], "note", new Date(0)],
  ] as const)("of %s", (_what, keys, step, due) => {
    expect(planRotation(keys)).toEqual({ step, due });
  });

  it("waits longer than an instance and its clients keep the keys, and a token lives", () => {
    expect(SPREAD_SECONDS).toBeGreaterThan(300 + 300);
    expect(RETIRED_SECONDS).toBeGreaterThan(300 + 600 + 60);
  });
});

describe("rotated", () => {
  const change = { now: noon, fresh: key("b") };

  it("adds at the end, moves to the front, and drops what has signed before", () => {
    const added = rotated([key("a")], "add", change);
    expect(added).toEqual([key("a"), key("b", { addedAt: at })]);
    const signing = rotated(added, "sign", change);
    expect(signing).toEqual([key("b", { addedAt: at, signingSince: at }), key("a")]);
    expect(rotated(signing, "drop", change)).toEqual([key("b", { addedAt: at, signingSince: at })]);
  });

  it("notes since when a key signs that was moved by hand", () => {
    const noted = rotated([key("b"), key("a")], "note", change);
    expect(noted).toEqual([key("b", { signingSince: at }), key("a")]);
    expect(planRotation(noted).step).toBe("drop");
  });

  it("never leaves nothing to sign with", () => {
    for (const step of ["add", "note", "sign", "drop"] as const)
      expect(rotated([key("a")], step, change)[0]?.kid).toBe("a");
  });
});

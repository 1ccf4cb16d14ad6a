import { describe, expect, it } from "vitest";
import { isLastWayIn, newCredential } from "#functions/auth/credential";
import { UserId } from "#functions/shared/id";

const userId = UserId.parse("6f1f0c1e-5f0b-4c3b-9a53-0c8a3c1f4f3e");
const credential = newCredential(userId, new Date("2026-01-05T12:00:00Z"));

describe("the last way to sign in", () => {
  it.each([
    { ways: { passkeys: 1 }, isLast: true },
    { ways: { passkeys: 1, identities: {} }, isLast: true },
    { ways: { passkeys: 2 }, isLast: false },
    { ways: { passkeys: 1, passwordHash: "$2b$" }, isLast: false },
    { ways: { passkeys: 1, identities: { "google.com": "a".repeat(64) } }, isLast: false },
  ])("is a passkey beside nothing else: $ways", ({ ways, isLast }) => {
    expect(isLastWayIn({ ...credential, ...ways })).toBe(isLast);
  });
});

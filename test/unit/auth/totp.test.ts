import { describe, expect, it } from "vitest";
import { newRecoveryCodes, recoveryCodeHash } from "#functions/auth/recovery";
import {
  newTotpSecret,
  openTotpSecret,
  otpauthUri,
  sealTotpSecret,
  stepOfCode,
  TotpCode,
} from "#functions/auth/totp";

/** "12345678901234567890", the secret of RFC 6238's appendix B. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("a code", () => {
  // The last six of the eight digits that the appendix shows for SHA-1.
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
  ])("of second %i is the one of RFC 6238", (seconds, code) => {
    const step = Math.floor(seconds / 30);
    const at = (offset: number) => new Date((seconds + offset) * 1000);
    expect(stepOfCode(SECRET, code, at(0))).toBe(step);
    expect(stepOfCode(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, at(0))).toBe(step);
    expect(stepOfCode(SECRET, code, at(30)), "one step late").toBe(step);
    expect(stepOfCode(SECRET, code, at(61)), "too late").toBeUndefined();
    expect(stepOfCode(SECRET, code, at(-61)), "too early").toBeUndefined();
  });

  it.each(["12345", "1234567", "12345a", "", "１２３４５６"])("is not %s", (code) => {
    expect(TotpCode.safeParse(code).success).toBe(false);
  });
});

describe("a secret", () => {
  const key = Buffer.alloc(48, 1);

  it("has 160 random bits and stands in the URI that apps read", () => {
    const [one, two] = [newTotpSecret(), newTotpSecret()];
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(one).not.toBe(two);
    const uri = new URL(otpauthUri(one, "ada@example.com"));
    expect([uri.protocol, uri.searchParams.get("secret"), uri.searchParams.get("issuer")]).toEqual([
      "otpauth:",
      one,
      "Lyo",
    ]);
  });

  it("opens for its owner and its key alone, and not when it was altered", () => {
    const sealed = sealTotpSecret(key, SECRET, "default ada");
    expect(openTotpSecret(key, sealed, "default ada")).toBe(SECRET);
    expect(() => openTotpSecret(key, sealed, "default eve")).toThrow();
    expect(() => openTotpSecret(Buffer.alloc(48, 2), sealed, "default ada")).toThrow();
    const bytes = Buffer.from(sealed, "base64");
    bytes[15] = (bytes[15] ?? 0) ^ 1;
    expect(() => openTotpSecret(key, bytes.toString("base64"), "default ada")).toThrow();
  });
});

describe("recovery codes", () => {
  const key = Buffer.alloc(48, 3);

  it("are ten, of twelve letters that nobody takes for one another", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes)
      expect(code).toMatch(/^[a-hj-km-np-z2-9]{4}-[a-hj-km-np-z2-9]{4}-[a-hj-km-np-z2-9]{4}$/);
  });

  it("are the same however they are typed, and another for another user or key", () => {
    const hash = recoveryCodeHash(key, "ada", "abcd-efgh-jkmn");
    expect(recoveryCodeHash(key, "ada", " ABCD EFGH JKMN ")).toBe(hash);
    expect(recoveryCodeHash(key, "eve", "abcd-efgh-jkmn")).not.toBe(hash);
    expect(recoveryCodeHash(Buffer.alloc(48, 4), "ada", "abcd-efgh-jkmn")).not.toBe(hash);
  });
});

import { describe, expect, it } from "vitest";
import { Email, emailId } from "#functions/auth/email";

describe("Email", () => {
  it.each([
    ["  Ada@Example.COM ", "ada@example.com"],
    ["ａｄａ@example.com", "ada@example.com"],
    ["ada+tag@example.com", "ada+tag@example.com"],
    ["a.d.a@gmail.com", "a.d.a@gmail.com"],
    ["Åsa@exämple.se", "åsa@exämple.se"],
  ])("writes %s as %s", (given, written) => {
    expect(Email.parse(given)).toBe(written);
    expect(Email.parse(written)).toBe(written);
  });

  it.each([
    "",
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@example..com",
    "ada@.com",
    "ada@example.com.",
    "ada@b@example.com",
    "ada lovelace@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com,eve@example.com",
    "Ada <ada@example.com>",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(250)}.com`,
  ])("refuses %j", (given) => {
    expect(Email.safeParse(given).success).toBe(false);
  });
});

describe("emailId", () => {
  it("is one for an address and key, and tells neither", () => {
    const key = Buffer.alloc(32, 1);
    const id = emailId(key, "ada@example.com");
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(emailId(key, "ada@example.com")).toBe(id);
    expect(emailId(Buffer.alloc(32, 2), "ada@example.com")).not.toBe(id);
  });
});

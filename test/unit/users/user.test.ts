import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { UserId } from "#functions/shared/id";
import { DisplayName, Locale, newUser, StoredUser, shownUser, TimeZone, User } from "#functions/users/user";

const newcomer = {
  id: UserId.parse(randomUUID()),
  auditId: randomUUID(),
  auditKey: Buffer.alloc(32, 7).toString("base64"),
  email: "ada@example.com",
  displayName: "Ada",
};
const noon = new Date("2025-01-01T12:00:00Z");

describe("a new user", () => {
  it("is an active student with an unverified address", () => {
    const user = newUser(newcomer, noon);
    expect(StoredUser.parse(user)).toMatchObject({
      roles: ["student"],
      status: "active",
      emailVerified: false,
      locale: "en",
      timeZone: "UTC",
      version: 1,
    });
  });

  it("is shown without what is the server's alone", () => {
    const shown = shownUser(newUser(newcomer, noon));
    expect(User.parse(shown)).toEqual(shown);
    expect(JSON.stringify(shown)).not.toContain(newcomer.auditId);
    expect(JSON.stringify(shown)).not.toContain(newcomer.auditKey);
  });
});

describe("what a user says of themselves", () => {
  it.each([
    [DisplayName, " Ada ", true],
    [DisplayName, "   ", false],
    [DisplayName, "Ada\u0007", false],
    [DisplayName, "a".repeat(81), false],
    [Locale, "pt-BR", true],
    [Locale, "zh-Hant-TW", true],
    [Locale, "english please", false],
    [Locale, "", false],
    [TimeZone, "Europe/Paris", true],
    [TimeZone, "UTC", true],
    [TimeZone, "+01:00", false],
    [TimeZone, "Mars/Olympus", false],
  ])("%#: %s is accepted or refused", (schema, value, accepted) => {
    expect(schema.safeParse(value).success).toBe(accepted);
  });
});

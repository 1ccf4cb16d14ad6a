import { describe, expect, it } from "vitest";
import { checkPassword, normalisePassword, preHash, readHash } from "#functions/auth/password";
import { passwordHasher } from "#functions/auth/password-hasher";
import { memorySecrets } from "../../support/auth-parts.ts";

const about = { email: "ada.lovelace@example.com", displayName: "Countess Ada" };

describe("checkPassword", () => {
  it.each([
    ["eight characters", "k7 drums"],
    ["256 characters", "paper boats ".repeat(22).slice(0, 256)],
    ["eight code points outside the basic plane", "🦉🌊🌲🍞🦉🌊🌲🍄"],
    ["words alone: there are no rules of composition", "paper boats in the rain"],
    ["four words one finds in every dictionary", "correct horse battery staple"],
  ])("accepts %s", async (_, password) => {
    await expect(checkPassword(password, about)).resolves.toBeUndefined();
  });

  it.each([
    ["seven characters", "k7 drum"],
    ["seven code points that are fourteen UTF-16 units", "🦉🌊🌲🍞🦉🌊🌲"],
    ["257 characters", "paper boats ".repeat(22).slice(0, 257)],
    ["the e-mail address", "Ada.Lovelace@Example.com"],
    ["the e-mail address's local part", "ada.lovelace"],
    ["the name", "countess ada"],
    ["a common password, in whatever case", "PassWord123"],
    ["a common password in full-width letters", "ｐａｓｓｗｏｒｄ"],
    ["three characters, repeated", "abcabcabcabc"],
    ["a common password with a figure behind it", "iloveyou1"],
    ["a row of the keyboard", "qwertyuiop1"],
    ["spaces alone", " ".repeat(12)],
    ["NULs alone", "\0".repeat(12)],
  ])("refuses %s", async (_, password) => {
    await expect(checkPassword(password, about)).rejects.toMatchObject({ slug: "weak-password" });
  });

  it("says what would make it stronger", async () => {
    await expect(checkPassword("password123", about, "#/newPassword")).rejects.toMatchObject({
      message:
        "The password is easy to guess. This is a commonly used password. Add more words that are less common.",
      errors: [{ pointer: "#/newPassword", detail: expect.stringContaining("commonly used") }],
    });
  });
});

describe("preHash", () => {
  it("fits bcrypt's 72 bytes without NUL, whatever the password", () => {
    const input = preHash(Buffer.alloc(32, 1), "\0".repeat(256));
    expect(input).toMatch(/^[\w+/]{64}$/);
  });

  it("depends on the pepper and on the whole password", () => {
    const inputs = [
      preHash(Buffer.alloc(32, 1), "a".repeat(200)),
      preHash(Buffer.alloc(32, 2), "a".repeat(200)),
      preHash(Buffer.alloc(32, 1), "a".repeat(201)),
    ];
    expect(new Set(inputs).size).toBe(3);
  });

  it("is the same for every Unicode form of a password", () => {
    const key = Buffer.alloc(32, 1);
    expect(preHash(key, "Å1 ﬁsh")).toBe(preHash(key, "A\u030a1 fish"));
    expect(normalisePassword("ﬁ")).toBe("fi");
  });
});

describe("passwordHasher", () => {
  it("makes hashes that say how they were made, no two alike", async () => {
    const hasher = passwordHasher({ readSecret: (await memorySecrets()).read, cost: 4 });
    const [one, two] = [await hasher.hash("paper boats"), await hasher.hash("paper boats")];
    expect(one).toMatch(/^bcrypt-hmac\$v=1\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(one).not.toBe(two);
    expect(readHash(one).cost).toBe(4);
    expect(await hasher.matches("paper boats", one)).toBe(true);
    expect(await hasher.matches("paper boat", one)).toBe(false);
  });

  it("matches nothing without the pepper", async () => {
    const hasher = passwordHasher({ readSecret: (await memorySecrets()).read, cost: 4 });
    const thief = passwordHasher({ readSecret: (await memorySecrets()).read, cost: 4 });
    expect(await thief.matches("paper boats", await hasher.hash("paper boats"))).toBe(false);
  });

  it("matches nothing where there is no hash, and works as long for it", async () => {
    const hasher = passwordHasher({ readSecret: (await memorySecrets()).read, cost: 10 });
    const stored = await hasher.hash("paper boats");
    const timed = async (against: string | undefined) => {
      const began = performance.now();
      expect(await hasher.matches("wrong", against)).toBe(false);
      return performance.now() - began;
    };
    await timed(stored);
    const [known, unknown] = [await timed(stored), await timed(undefined)];
    // A hash that bcrypt could not read would be answered in microseconds.
    expect(unknown).toBeGreaterThan(known / 10);
  });

  it("finds hashes of less work outdated, not those of as much or more", async () => {
    const { read: readSecret } = await memorySecrets();
    const stored = await passwordHasher({ readSecret, cost: 5 }).hash("paper boats");
    const isOutdated = [4, 5, 6].map((cost) => passwordHasher({ readSecret, cost }).isOutdated(stored));
    expect(isOutdated).toEqual([false, false, true]);
  });
});

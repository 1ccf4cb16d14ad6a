import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const register = (body: object) => auth.call("POST", "/v1/auth/register", { body });
const newcomer = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD, displayName: "Ada" });

describe("register", () => {
  it("answers the user and tokens that are accepted at once", async () => {
    const body = { ...newcomer(), email: ` Ada.${randomUUID()}@EXAMPLE.com `, timeZone: "Europe/Paris" };
    const answer = await register(body);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe("/v1/users/me");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body.user).toMatchObject({
      email: body.email.trim().toLowerCase(),
      emailVerified: false,
      displayName: "Ada",
      locale: "en",
      timeZone: "Europe/Paris",
      roles: ["student"],
    });
    expect(answer.body.tokens).toMatchObject({
      tokenType: "Bearer",
      expiresIn: 600,
      refreshExpiresIn: 2_592_000,
    });
    expect(answer.body.deviceProof).toBeUndefined();
    const me = await auth.call("GET", "/v1/users/me", { bearer: answer.body.tokens.accessToken });
    expect(me.body).toEqual(answer.body.user);
    const again = await auth.call("GET", "/v1/users/me", {
      bearer: answer.body.tokens.accessToken,
      headers: { "if-none-match": me.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  it("lets one of many registrations at once have an address, and leaves nothing of the others", async () => {
    const body = newcomer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(slugOf(answer)).toBe("conflict");
    const users = await auth.db.collection("tenants/default/users").where("email", "==", body.email).get();
    expect(users.size).toBe(1);
  });

  it("takes an address written otherwise for the same one", async () => {
    const { email } = await aUser(auth);
    const answer = await register({ ...newcomer(), email: `  ${email.toUpperCase()} ` });
    expect([answer.status, slugOf(answer)]).toEqual([409, "conflict"]);
  });

  it("tells that somebody registered, once", async () => {
    const { user } = await aUser(auth);
    const told = auth
      .told()
      .filter(({ type, data }) => type === "user.registered" && data["userId"] === user.id);
    expect(told).toHaveLength(1);
  });

  it("stores neither the password, nor the address as a key, nor anything that signs in", async () => {
    const { email, user, tokens } = await aUser(auth);
    const documents = await Promise.all(
      ["credentials", "emailAddresses", "sessions", "grants"].map((name) =>
        auth.db.collection(`tenants/default/${name}`).where("userId", "==", user.id).get(),
      ),
    );
    expect(documents.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    const stored = JSON.stringify(documents.map(({ docs }) => docs.map((found) => [found.id, found.data()])));
    expect(stored).toContain("bcrypt-hmac$v=1$2b$10$");
    for (const secret of [PASSWORD, email, tokens.accessToken, tokens.refreshToken.split(".").at(-1)])
      expect(stored).not.toContain(secret);
  });

  it("gives a device its proof", async () => {
    const { deviceProof } = await aUser(auth, { device: { id: "phone-1", platform: "ios" } });
    expect(deviceProof).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ["a password of seven characters", { password: "sev3n.." }, "weak-password", "#/password"],
    ["a common password", { password: "Password123" }, "weak-password", "#/password"],
    ["something that is no address", { email: "ada@example" }, "validation-error", "#/email"],
    ["a time zone nobody knows", { timeZone: "Europe/Atlantis" }, "validation-error", "#/timeZone"],
    ["a field nobody knows", { roles: ["admin"] }, "validation-error", "#/roles"],
  ])("refuses %s", async (_, change, slug, pointer) => {
    const answer = await register({ ...newcomer(), ...change });
    expect([answer.status, slugOf(answer), answer.body.errors[0].pointer]).toEqual([400, slug, pointer]);
  });
});

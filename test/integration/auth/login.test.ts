import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passwordHasher } from "#functions/auth/password-hasher";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const login = (body: object) => auth.call("POST", "/v1/auth/login", { body });

describe("login", () => {
  it("begins a session of its own, whatever the case of the address", async () => {
    const registered = await aUser(auth);
    const answer = await login({ email: registered.email.toUpperCase(), password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body.user).toEqual(registered.user);
    expect(answer.body.tokens.sessionId).not.toBe(registered.tokens.sessionId);
  });

  it("takes a password in whatever Unicode form a keyboard sends it", async () => {
    const { email } = await aUser(auth, { password: "cr\u00e8me br\u00fbl\u00e9e" });
    expect((await login({ email, password: "cre\u0300me bru\u0302le\u0301e" })).status).toBe(200);
  });

  it("distinguishes passwords beyond bcrypt's 72 bytes", async () => {
    const long = `${"long ".repeat(20)}tail`;
    const { email } = await aUser(auth, { password: long });
    expect((await login({ email, password: long })).status).toBe(200);
    expect((await login({ email, password: `${long}s` })).status).toBe(401);
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const { email } = await aUser(auth);
    const wrong = await login({ email, password: "not the password" });
    const unknown = await login({ email: `${randomUUID()}@example.com`, password: PASSWORD });
    expect([wrong.status, slugOf(wrong)]).toEqual([401, "invalid-credentials"]);
    const { traceId: _, ...told } = wrong.body;
    expect(unknown.body).toEqual({ ...told, traceId: unknown.body.traceId });
    expect(unknown.headers.get("www-authenticate")).toBe(wrong.headers.get("www-authenticate"));
  });

  it("works as long for an unknown address as for a known one", async () => {
    const { email } = await aUser(auth);
    const bodies = [email, `${randomUUID()}@example.com`].map((to) => ({
      email: to,
      password: "not it at all",
    }));
    const times = bodies.map((): number[] => []);
    // In turns, so that whatever else the machine does slows both.
    for (let round = 0; round < 7; round++)
      for (const [which, body] of bodies.entries()) {
        const began = performance.now();
        await login(body);
        times[which]?.push(performance.now() - began);
      }
    const [known = 0, unknown = 0] = times.map((all) => all.sort((a, b) => a - b)[3] ?? 0);
    // Without the same work an unknown address is answered in a tenth of the time.
    expect(unknown).toBeGreaterThan(known * 0.4);
  });

  it("hashes a password again when more work is asked for than its hash was made with", async () => {
    const { email, user } = await aUser(auth);
    const weaker = passwordHasher({ readSecret: auth.secrets.read, cost: 4 });
    const credential = auth.db.doc(`tenants/default/credentials/${user.id}`);
    await credential.update({ passwordHash: await weaker.hash(PASSWORD) });
    expect((await login({ email, password: "not the password" })).status).toBe(401);
    expect((await credential.get()).get("passwordHash")).toContain("$2b$04$");
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
    expect((await credential.get()).get("passwordHash")).toContain("$2b$10$");
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it("tells that an account is suspended to nobody but its owner", async () => {
    const { email, user } = await aUser(auth);
    await auth.db.doc(`tenants/default/users/${user.id}`).update({ status: "suspended" });
    const owner = await login({ email, password: PASSWORD });
    expect([owner.status, slugOf(owner)]).toEqual([403, "account-suspended"]);
    expect(slugOf(await login({ email, password: "not the password" }))).toBe("invalid-credentials");
  });

  it("gives a device the same proof each time, and another device another", async () => {
    const { email, deviceProof } = await aUser(auth, { device: { id: "phone" } });
    const proofOf = async (id: string) =>
      (await login({ email, password: PASSWORD, device: { id, proof: deviceProof } })).body.deviceProof;
    expect(await proofOf("phone")).toBe(deviceProof);
    expect(await proofOf("tablet")).not.toBe(deviceProof);
  });
});

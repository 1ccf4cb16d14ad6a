import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

/** The harness stands behind one proxy of ours, so the last address is believed. */
const from = (address: string) => ({ "x-forwarded-for": address });
const anAddress = () => `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:${next++}::1`;
let next = 1;

const GUESSES = process.env.LYO_LONG_TESTS === "1" ? 10_000 : 500;

const login = (email: string, password: string, more: { device?: object; address?: string } = {}) =>
  auth.call("POST", "/v1/auth/login", {
    body: { email, password, ...(more.device && { device: more.device }) },
    headers: from(more.address ?? anAddress()),
  });

describe("guessing at an account", () => {
  it("is over after five wrong passwords, for longer each time, and says for how long", async () => {
    const { email } = await aUser(auth);
    const waits: number[] = [];
    for (let guess = 0; guess < 5; guess++)
      expect(slugOf(await login(email, "not it at all"))).toBe("invalid-credentials");
    for (let round = 0; round < 8; round++) {
      const locked = await login(email, PASSWORD);
      expect([locked.status, slugOf(locked)]).toEqual([429, "account-locked"]);
      const seconds = Number(locked.headers.get("retry-after"));
      expect(locked.body.detail).toContain(`${seconds} s`);
      waits.push(seconds);
      auth.advance(seconds - 1);
      expect(slugOf(await login(email, PASSWORD)), "a second too soon").toBe("account-locked");
      auth.advance(1);
      expect(slugOf(await login(email, "not it at all"))).toBe("invalid-credentials");
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
    auth.advance(900);
    expect((await login(email, PASSWORD)).status, "never for ever").toBe(200);
    expect(slugOf(await login(email, "not it at all")), "and then anew").toBe("invalid-credentials");
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it("evaluates no more than the allowed guesses of hundreds at once", async () => {
    const { email } = await aUser(auth);
    const answers = await Promise.all(Array.from({ length: 300 }, () => login(email, "not it at all")));
    const slugs = answers.map(slugOf);
    expect(slugs.filter((slug) => slug === "invalid-credentials")).toHaveLength(5);
    expect(slugs.filter((slug) => slug === "account-locked")).toHaveLength(295);
  });

  it(`evaluates only the allowed of ${GUESSES} from many addresses and from one, while the owner gets in`, async () => {
    const device = { id: randomUUID() };
    const { email, deviceProof: proof } = await aUser(auth, { device });
    const slugs = new Map<string, number>();
    const one = anAddress();
    for (let sent = 0; sent < GUESSES; sent += 100) {
      const some = Array.from({ length: 100 }, (_, index) =>
        login(email, `guess ${sent + index}`, { address: index % 2 ? one : anAddress() }),
      );
      for (const answer of await Promise.all(some))
        slugs.set(slugOf(answer), (slugs.get(slugOf(answer)) ?? 0) + 1);
    }
    expect(Object.fromEntries(slugs)).toEqual({ "invalid-credentials": 5, "account-locked": GUESSES - 5 });
    expect((await login(email, PASSWORD, { device: { ...device, proof } })).status).toBe(200);
  }, 300_000);

  it("is refused alike where there is no account", async () => {
    const email = `${randomUUID()}@example.com`;
    for (let guess = 0; guess < 5; guess++)
      expect(slugOf(await login(email, "not it at all"))).toBe("invalid-credentials");
    expect(slugOf(await login(email, "not it at all"))).toBe("account-locked");
  });

  it("locks no device out that has signed in before", async () => {
    const device = { id: randomUUID(), name: "Ada's phone" };
    const { email, deviceProof } = await aUser(auth, { device });
    for (let guess = 0; guess < 6; guess++) await login(email, "not it at all");
    expect(slugOf(await login(email, PASSWORD))).toBe("account-locked");
    const forged = { ...device, proof: `${deviceProof.slice(0, -2)}AA` };
    const stolen = { id: randomUUID(), proof: deviceProof };
    for (const other of [device, forged, stolen, { ...device, proof: "" }, { ...device, proof: "é" }])
      expect(slugOf(await login(email, PASSWORD, { device: other }))).toBe("account-locked");
    expect((await login(email, PASSWORD, { device: { ...device, proof: deviceProof } })).status).toBe(200);
  });

  it("gives a known device no more guesses than anybody", async () => {
    const device = { id: randomUUID() };
    const { email, deviceProof: proof } = await aUser(auth, { device });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => login(email, "not it at all", { device: { ...device, proof } })),
    );
    expect(answers.filter((answer) => slugOf(answer) === "invalid-credentials")).toHaveLength(5);
  });

  it("stops an address that fails at one account after another, and no other address", async () => {
    const address = anAddress();
    const { email } = await aUser(auth);
    const guess = () => login(`${randomUUID()}@example.com`, "not it at all", { address });
    for (let done = 0; done < 50; done += 10) await Promise.all(Array.from({ length: 10 }, guess));
    expect(slugOf(await guess())).toBe("account-locked");
    const sameNetwork = address.replace("::1", "::2");
    expect(slugOf(await login(email, PASSWORD, { address: sameNetwork }))).toBe("account-locked");
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it("keeps what is counted across instances, and no name of anybody", async () => {
    const { email } = await aUser(auth);
    for (let guess = 0; guess < 5; guess++) await login(email, "not it at all");
    const { docs } = await auth.db.collection("tenants/default/guesses").get();
    expect(JSON.stringify(docs.map((doc) => [doc.id, doc.data()]))).not.toContain("@");
    expect(docs.every((doc) => /^[\w-]{43}$/.test(doc.id))).toBe(true);
  });
});

describe("guessing at the password of somebody signed in", () => {
  it.each([
    ["/v1/auth/reauthenticate", { password: "not it at all" }],
    ["/v1/auth/change-password", { currentPassword: "not it at all", newPassword: "a kite above it" }],
  ])("is over after five at %s, without locking their sign-in", async (path, body) => {
    const { email, tokens } = await aUser(auth);
    const guess = () => auth.call("POST", path, { bearer: tokens.accessToken, body });
    const slugs = (await Promise.all(Array.from({ length: 20 }, guess))).map(slugOf);
    expect(slugs.filter((slug) => slug === "invalid-credentials")).toHaveLength(5);
    expect(slugs.filter((slug) => slug === "account-locked")).toHaveLength(15);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });
});

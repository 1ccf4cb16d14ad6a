import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Delivery, job, jobsApp, type Outcome } from "#functions/platform/http/jobs-app";
import { Problem, type ProblemSlug } from "#functions/shared/problem";
import { type Identity, startIdentity } from "../../../../infra/local/identity.ts";
import { developmentConfig } from "../../../support/development-config.ts";
import { silent } from "../../../support/fixture-ports.ts";

let identity: Identity;
let app: ReturnType<typeof jobsApp>;
let run: (payload: { id: string }, delivery: Delivery) => Promise<Outcome>;
let ran: { payload: { id: string }; delivery: Delivery }[];

const config = () =>
  developmentConfig({ LYO_OIDC_ISSUER: identity.issuer, LYO_OIDC_JWKS_URL: identity.jwksUri });
const invoker = { email: "jobs-invoker@demo-lyo.iam.gserviceaccount.com", audience: "http://127.0.0.1:8080" };

beforeAll(async () => {
  identity = await startIdentity();
  const work = job(z.strictObject({ id: z.string() }), (payload, delivery) => {
    ran.push({ payload, delivery });
    return run(payload, delivery);
  });
  app = jobsApp("area", { work }, { config: config(), log: silent, maxAttempts: 3 });
});
afterAll(() => identity.stop());
beforeEach(() => {
  ran = [];
  run = async () => "done";
});

async function deliver(
  given: { body?: string; path?: string; token?: string; headers?: Record<string, string> } = {},
) {
  const token = given.token ?? (await identity.token(invoker));
  return app.request(given.path ?? "/jobs/area/work", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, ...given.headers },
    body: given.body ?? '{"id":"1"}',
  });
}

describe("a delivery", () => {
  it.each([
    ["done", 200],
    ["dropped", 200],
    ["busy", 409],
  ] as const)("that comes to %s is answered %i", async (outcome, status) => {
    run = async () => outcome;
    const response = await deliver();
    expect(response.status).toBe(status);
    await expect(response.json()).resolves.toEqual({ outcome });
  });

  it("tells the job how often it came before and whether it will again", async () => {
    await deliver();
    await deliver({ headers: { "x-cloudtasks-taskretrycount": "2" } });
    expect(ran.map(({ delivery: { retries, isLast } }) => ({ retries, isLast }))).toEqual([
      { retries: 0, isLast: false },
      { retries: 2, isLast: true },
    ]);
  });

  it.each(["{", '{"id":1}', '{"id":"1","more":1}', "[]", ""])(
    "of the payload %j, which no repeat improves, is acknowledged and not run",
    async (body) => {
      expect((await deliver({ body })).status).toBe(200);
      expect(ran).toEqual([]);
    },
  );

  it.each<ProblemSlug>(["resource-not-found", "conflict", "access-denied", "sources-missing"])(
    "refused with %s, which no repeat changes, is acknowledged",
    async (slug) => {
      run = () => Promise.reject(new Problem(slug, "No."));
      expect((await deliver()).status).toBe(200);
    },
  );

  it.each<[ProblemSlug, number]>([
    ["model-unavailable", 503],
    ["quota-exceeded", 429],
    ["deadline-exceeded", 504],
  ])("that fails with %s is delivered again", async (slug, status) => {
    run = () => Promise.reject(new Problem(slug, "Not now."));
    expect((await deliver()).status).toBe(status);
  });

  it("that breaks is delivered again, and tells nothing of it", async () => {
    run = () => Promise.reject(new Error("hunter2"));
    const response = await deliver();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });

  it.each(["/jobs/area/none", "/jobs/area/constructor", "/jobs/area/__proto__"])(
    "to %s, which the next release may have, is delivered again",
    async (path) => {
      expect((await deliver({ path })).status).toBe(404);
    },
  );
});

describe("a caller without the jobs' own token", () => {
  const refused = async (token: string) => {
    const response = await deliver({ token });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(ran).toEqual([]);
  };
  const forged = async (header: { alg: string; kid?: string }) => {
    const { privateKey } = await generateKeyPair("RS256");
    return new SignJWT({ email: invoker.email, email_verified: true })
      .setProtectedHeader(header)
      .setIssuer(identity.issuer)
      .setAudience(invoker.audience)
      .setExpirationTime("1h")
      .sign(privateKey);
  };

  it("is refused, also where there is no such job", async () => {
    for (const path of ["/jobs/area/work", "/jobs/area/none"]) {
      const response = await app.request(path, { method: "POST", body: '{"id":"1"}' });
      expect(response.status, path).toBe(401);
    }
    expect(ran).toEqual([]);
  });

  it("is refused with a token of another account", async () => {
    await refused(await identity.token({ ...invoker, email: "somebody@demo-lyo.iam.gserviceaccount.com" }));
  });

  it("is refused with a token for another audience", async () => {
    await refused(await identity.token({ ...invoker, audience: "https://elsewhere.example" }));
  });

  it("is refused with a token of another issuer", async () => {
    const other = await startIdentity();
    await refused(await other.token(invoker));
    await other.stop();
  });

  it("is refused with a token that somebody else signed, or nobody", async () => {
    await refused(await forged({ alg: "RS256" }));
    const [, payload] = (await identity.token(invoker)).split(".");
    await refused(`${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`);
    await refused("garbage");
  });
});

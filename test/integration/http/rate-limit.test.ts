import { randomUUID } from "node:crypto";
import { Firestore } from "@google-cloud/firestore";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type SharedCounts, sharedCounts } from "#functions/platform/firestore/shared-counts";
import type { LimitName } from "#functions/platform/http/endpoint";
import { rateLimiter } from "#functions/platform/http/rate-limit";
import { Problem } from "#functions/shared/problem";
import { manualClock } from "../../support/auth-parts.ts";
import { silent } from "../../support/fixture-ports.ts";

const window = { seconds: 60 };
const limits = {
  default: { requests: 100, ...window },
  login: { requests: 10, ...window },
  register: { requests: 20, seconds: 3600 },
  refresh: { requests: 300, ...window },
  model: { requests: 10, ...window },
};

let db: Firestore;
let shared: SharedCounts;
let writes: number;
const time = manualClock(new Date("2026-01-05T12:00:00Z"));

beforeAll(() => {
  process.env["FIRESTORE_EMULATOR_HOST"] = inject("stack").env["FIRESTORE_EMULATOR_HOST"];
  db = new Firestore({ projectId: `demo-limits-${randomUUID().slice(0, 8)}` });
});
afterAll(() => db.terminate());
beforeEach(() => {
  writes = 0;
  const real = sharedCounts(db);
  shared = {
    add: (tid, id, more) => {
      writes += 1;
      return real.add(tid, id, more);
    },
  };
});

/** An instance of a function: it shares the database with others, and nothing else. */
function instance(counts: SharedCounts | undefined = shared) {
  const deps = { limits, clock: time.clock, log: silent, ...(counts && { shared: counts }) };
  const limiter = rateLimiter(deps);
  const app = new Hono();
  app.get("/:limit/:key/:cost?", async (c) => {
    const { limit, key, cost = "1" } = c.req.param();
    // The limits of this file are named as those of the API.
    const counted = { tenantId: "default", limit: limit as LimitName, key, cost: Number(cost) };
    await limiter.count(c, counted);
    return c.body(null, 204);
  });
  app.onError((error, c) =>
    error instanceof Problem
      ? c.text(error.slug, 429, { "retry-after": `${error.retryAfterSeconds}` })
      : c.text("", 500),
  );
  return {
    call: async (path: string) => app.request(path),
    passed: async (path: string, times: number) => {
      const answers = await Promise.all(Array.from({ length: times }, async () => app.request(path)));
      return answers.filter(({ status }) => status === 204).length;
    },
  };
}

describe("a rate limit", () => {
  it("lets exactly as many calls at once pass as a small limit has, over several instances", async () => {
    const key = randomUUID();
    const passed = await Promise.all([1, 2, 3].map(() => instance().passed(`/login/${key}`, 60)));
    expect(passed.reduce((sum, some) => sum + some)).toBe(10);
    expect(writes, "calls at once are told together").toBeLessThan(30);
  });

  it("is known to an instance that sees the caller for the first time", async () => {
    const key = randomUUID();
    expect(await instance().passed(`/login/${key}`, 10)).toBe(10);
    expect((await instance().call(`/login/${key}`)).status).toBe(429);
  });

  it("lets at most a tenth more pass for each instance where it is large", async () => {
    const key = randomUUID();
    const instances = [instance(), instance(), instance()];
    let passed = 0;
    for (let call = 0; call < 240; call++)
      passed += await (instances[call % 3] ?? instance()).passed(`/default/${key}`, 1);
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(130);
  });

  it("costs a flood no more writes than its limit has parts, and a quiet caller none", async () => {
    const [busy, quiet] = [randomUUID(), randomUUID()];
    const one = instance();
    for (let call = 0; call < 2000; call++) await one.call(`/default/${busy}`);
    expect(writes).toBeLessThanOrEqual(11);
    expect(await one.passed(`/default/${quiet}`, 9)).toBe(9);
    expect(writes).toBeLessThanOrEqual(11);
  });

  it("begins anew with the next window, and says when that is", async () => {
    const key = randomUUID();
    const one = instance();
    time.advance(15);
    await one.passed(`/login/${key}`, 10);
    const refused = await one.call(`/login/${key}`);
    expect(refused.headers.get("retry-after")).toBe("45");
    expect(refused.headers.get("ratelimit-policy")).toBe('"login";q=10;w=60');
    expect(refused.headers.get("ratelimit")).toBe('"login";r=0;t=45');
    time.advance(45);
    const after = await one.call(`/login/${key}`);
    expect([after.status, after.headers.get("ratelimit")]).toEqual([204, '"login";r=9;t=60']);
  });

  it("counts what a call is worth, each caller and each limit apart", async () => {
    const key = randomUUID();
    const one = instance();
    expect(await one.passed(`/model/${key}/5`, 3)).toBe(2);
    expect(await one.passed(`/model/${randomUUID()}/5`, 1)).toBe(1);
    expect(await one.passed(`/login/${key}`, 1)).toBe(1);
  });

  it("is held by each instance alone while the database does not answer", async () => {
    const key = randomUUID();
    const away: SharedCounts = { add: () => Promise.reject(new Error("away")) };
    expect(await instance(away).passed(`/login/${key}`, 30)).toBeLessThanOrEqual(10);
    const mute: SharedCounts = { add: () => new Promise(() => {}) };
    const slow = instance(mute);
    expect((await slow.call(`/login/${key}`)).status).toBe(204);
    expect(await slow.passed(`/login/${key}`, 30)).toBe(9);
  });
});

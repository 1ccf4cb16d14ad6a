import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FixtureProcess, startFixture } from "../../support/fixture-process.ts";

let fixture: FixtureProcess;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.stop());

interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A GET on a connection of `agent`. */
const ask = (path: string, agent: Agent): Promise<Answered> =>
  new Promise((resolve, reject) => {
    get(`${fixture.url}${path}`, { agent }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({
        status: response.statusCode,
        headers: response.headers,
        text: Buffer.concat(chunks).toString(),
      });
    }).once("error", reject);
  });

const slowHasBegun = () => expect.poll(() => fixture.output()).toContain("slow has begun");

const keepAlive = (maxSockets: number) => new Agent({ keepAlive: true, maxSockets });

describe("an instance told to end", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s answers what it has begun, refuses what comes after, and exits with 0",
    async (signal) => {
      const begun = fetch(`${fixture.url}/v1/slow?ms=1500`);
      await slowHasBegun();
      const told = Date.now();
      fixture.child.kill(signal);
      await wait(100);
      const late = await fetch(`${fixture.url}/v1/things`);
      expect(late.status).toBe(503);
      expect(late.headers.get("retry-after")).toBe("1");
      expect(late.headers.get("connection")).toBe("close");
      await expect(late.json()).resolves.toMatchObject({
        type: "https://api.lyo.app/problems/feature-unavailable",
        status: 503,
        traceId: late.headers.get("x-request-id"),
      });
      const response = await begun;
      expect(response.status).toBe(200);
      await expect(response.json()).resolves.toEqual({ name: "slow" });
      expect(await fixture.ended()).toBe(0);
      expect(Date.now() - told).toBeLessThan(6000);
    },
  );

  it("exits at once when it has nothing to do", async () => {
    await fetch(`${fixture.url}/v1/things`);
    const told = Date.now();
    fixture.child.kill("SIGTERM");
    expect(await fixture.ended()).toBe(0);
    expect(Date.now() - told).toBeLessThan(5000);
  });

  it("answers a hundred open connections, each with what it began or a refusal", async () => {
    const agent = keepAlive(100);
    const paths = Array.from({ length: 100 }, (_, i) => `/v1/things?limit=${(i % 100) + 1}`);
    await Promise.all(paths.map((path) => ask(path, agent)));
    const held = keepAlive(1);
    const begun = ask("/v1/slow?ms=1500", held);
    await slowHasBegun();
    fixture.child.kill("SIGTERM");
    await wait(100);
    const answers = await Promise.all(paths.map((path) => ask(path, agent)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(new Set(answers.map(({ headers }) => headers["connection"]))).toEqual(new Set(["close"]));
    expect(await begun).toMatchObject({ status: 200, text: '{"name":"slow"}' });
    expect(await fixture.ended()).toBe(0);
    agent.destroy();
    held.destroy();
  });

  it("finishes an upload that was on its way", async () => {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const piece of ['{"name"', ':"late', '"}']) {
          controller.enqueue(Buffer.from(piece));
          await wait(300);
        }
        controller.close();
      },
    });
    const upload = fetch(`${fixture.url}/v1/things`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      // Needed for a stream; TypeScript's own type of a request leaves it out.
      duplex: "half",
    } as RequestInit);
    await wait(300);
    fixture.child.kill("SIGTERM");
    expect((await upload).status).toBe(201);
    expect(await fixture.ended()).toBe(0);
  });

  it("gives up on work that takes longer than the platform's grace", async () => {
    const endless = fetch(`${fixture.url}/v1/slow?ms=60000`).then(
      (response) => response.status,
      () => "cut off",
    );
    await slowHasBegun();
    const told = Date.now();
    fixture.child.kill("SIGTERM");
    expect(await fixture.ended()).toBe(0);
    expect(Date.now() - told).toBeGreaterThan(8500);
    expect(Date.now() - told).toBeLessThan(10_000);
    expect(["cut off", 500]).toContain(await endless);
  });
});

describe("an instance in which something broke outside any request", () => {
  it("answers the request that left it behind, and exits with 1", async () => {
    const response = await fetch(`${fixture.url}/v1/broken/later`);
    expect(await response.json()).toEqual({ name: "later" });
    expect(await fixture.ended()).toBe(1);
    expect(fixture.output()).toMatch(/"severity":"CRITICAL".*hunter2/);
  });

  it("answers what it has begun and exits with 1, telling nobody but the log", async () => {
    const begun = fetch(`${fixture.url}/v1/slow?ms=600`);
    await slowHasBegun();
    fixture.child.kill("SIGUSR2");
    const response = await begun;
    expect(response.status).toBe(200);
    expect(await fixture.ended()).toBe(1);
    expect(fixture.output()).toMatch(/"severity":"CRITICAL".*hunter2/);
  });
});

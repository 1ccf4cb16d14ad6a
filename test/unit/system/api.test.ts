import { Firestore } from "@google-cloud/firestore";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problems } from "#functions/shared/problem";
import { systemApi } from "#functions/system/api";
import { endpoints } from "#functions/system/contract";
import { freePort } from "../../../infra/local/ports.ts";
import packageJson from "../../../package.json" with { type: "json" };
import { developmentConfig } from "../../support/development-config.ts";
import { fixturePorts } from "../../support/fixture-ports.ts";
import { serveApp } from "../../support/serve-app.ts";

let db: Firestore;
let url: string;
let stop: () => Promise<void>;

/** None of the services is there: what answers without them is tested here. */
beforeAll(async () => {
  const nowhere = `127.0.0.1:${await freePort()}`;
  const config = developmentConfig({
    FIRESTORE_EMULATOR_HOST: nowhere,
    FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099",
    CLOUD_TASKS_EMULATOR_HOST: nowhere,
    SECRET_MANAGER_EMULATOR_HOST: nowhere,
  });
  process.env["PUBSUB_EMULATOR_HOST"] = nowhere;
  db = new Firestore({ projectId: config.projectId, host: nowhere, ssl: false });
  const deps = { config, db, clock: () => new Date(), http: fixturePorts() };
  ({ url, stop } = await serveApp(systemApi(deps, { system: endpoints })));
});
afterAll(async () => {
  await stop();
  await db.terminate();
  delete process.env["PUBSUB_EMULATOR_HOST"];
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers });
const json = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
  (await get(path, headers)).json();

describe("the system's calls", () => {
  it("link to each other", async () => {
    const index = await json("/");
    const paths = Object.values(endpoints).map(({ route }) => route.path);
    for (const path of Object.values(index as Record<string, string>)) expect(paths).toContain(path);
  });

  it("say that the function lives, though every service is gone", async () => {
    const response = await get("/health/live");
    expect(response.headers.get("cache-control")).toBe("no-store");
    await expect(response.json()).resolves.toEqual({ status: "pass" });
  });

  it("tell every service that does not answer, why only to administrators", async () => {
    const response = await get("/health/ready");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(response.headers.get("content-type")).toBe("application/json");
    const gone = { status: "fail", latencyMs: expect.any(Number) };
    const names = ["firestore", "secret-manager", "cloud-tasks", "pubsub"];
    const checkedAt = expect.any(String);
    await expect(response.json()).resolves.toEqual({
      status: "fail",
      checkedAt,
      dependencies: names.map((name) => ({ name, ...gone })),
    });
    await expect(json("/health/ready", { authorization: "Bearer ada-token" })).resolves.toEqual({
      status: "fail",
      checkedAt,
      dependencies: names.map((name) => ({ name, ...gone })),
    });
    await expect(json("/health/ready", { authorization: "Bearer grace-token" })).resolves.toEqual({
      status: "fail",
      checkedAt,
      dependencies: names.map((name) => ({ name, ...gone, error: expect.any(String) })),
    });
  });

  it("name the version and the environment", async () => {
    await expect(json("/v1/version")).resolves.toEqual({
      version: packageJson.version,
      environment: "development",
    });
  });

  it("tell a client what the Firebase SDK needs, and nothing else", async () => {
    const response = await get("/v1/client-config");
    expect(response.headers.get("etag")).toMatch(/^"/);
    await expect(response.json()).resolves.toEqual({
      environment: "development",
      firebase: {
        projectId: "demo-lyo",
        apiKey: "demo-api-key",
        authEmulatorUrl: "http://127.0.0.1:9099",
        firestoreEmulatorHost: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      },
      minSupportedVersion: "1.0.0",
    });
  });

  it("serve the OpenAPI document, once per version of it", async () => {
    const response = await get("/openapi.json");
    const document = await response.json();
    expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "http://127.0.0.1:8080" }] });
    const again = await get("/openapi.json", { "if-none-match": response.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  it("serve a reference that may run its own script and no other", async () => {
    const response = await get("/docs");
    const page = await response.text();
    const nonce = /script-src 'nonce-([\w-]+)'/.exec(
      response.headers.get("content-security-policy") ?? "",
    )?.[1];
    const scripts = page.match(/<script[^>]*>/g) ?? [];
    expect(scripts).not.toEqual([]);
    for (const script of scripts) expect(script).toContain(` nonce="${nonce}"`);
    expect(await (await get("/docs")).text()).not.toContain(nonce);
  });
});

describe("the explanation of a problem type", () => {
  it.each(Object.keys(problems))("exists for %s, for programs and for people", async (slug) => {
    const response = await get(`/problems/${slug}`);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("vary")).toMatch(/accept/i);
    const doc = await response.json();
    expect(doc).toMatchObject({ slug, type: `https://api.lyo.app/problems/${slug}` });
    const page = await get(`/problems/${slug}`, { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    expect(await page.text()).toContain(`<code>${slug}</code>`);
  });

  it("is listed with all others", async () => {
    const list = await json("/problems");
    expect(list).toMatchObject({ nextCursor: null });
    expect((list as { items: unknown[] }).items).toHaveLength(Object.keys(problems).length);
    const page = await (await get("/problems", { accept: "text/html" })).text();
    for (const slug of Object.keys(problems)) expect(page).toContain(`href="/problems/${slug}"`);
  });

  it.each(["nothing", "constructor", "<script>alert(1)</script>"])("of %s does not exist", async (slug) => {
    const response = await get(`/problems/${encodeURIComponent(slug)}`, { accept: "text/html" });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.text()).not.toContain("<script>");
  });
});

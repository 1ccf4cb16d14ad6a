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
});

describe("the reference for people", () => {
  /** What the page loads, as the browser asks for it. */
  const loaded = async () => {
    const page = await (await get("/docs")).text();
    return [...page.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]*)"/g)].map(
      ([, path = ""]) => path,
    );
  };

  it("is a page that loads and calls nothing from elsewhere, and runs nothing that stands in it", async () => {
    const response = await get("/docs");
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const page = await response.text();
    expect(page).not.toMatch(/https?:\/\/|<style|<script(?![^>]* src=)/);
    for (const path of await loaded()) expect(path).toMatch(/^\/docs\/[\w.-]+\?v=[\w-]{16}$/);
  });

  it("brings all it loads, to be kept, each under the type of what it is", async () => {
    const types = {
      css: "text/css; charset=utf-8",
      js: "text/javascript; charset=utf-8",
      png: "image/png",
    };
    const paths = await loaded();
    expect(paths.map((path) => path.replace(/[?].*/, "")).sort()).toEqual(
      ["favicon-32x32.png", "start.js", "swagger-ui-bundle.js", "swagger-ui.css"].map(
        (name) => `/docs/${name}`,
      ),
    );
    for (const path of paths) {
      const { status, headers } = await get(path);
      expect(status, path).toBe(200);
      const [, suffix] = /[.](css|js|png)[?]/.exec(path) ?? [];
      expect(headers.get("content-type"), path).toBe(
        Object.entries(types).find(([key]) => key === suffix)?.[1],
      );
      expect(headers.get("cache-control"), path).toBe("public, max-age=31536000, immutable");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });

  it("lets nobody keep a file under a version it does not have", async () => {
    for (const path of ["/docs/swagger-ui.css", "/docs/swagger-ui.css?v=another"])
      expect((await get(path)).headers.get("cache-control"), path).toBe("no-cache");
  });

  it.each([
    "package.json",
    "swagger-ui.js",
    "swagger-ui-bundle.js.map",
    "..%2Fpackage.json",
    "%2e%2e%2f%2e%2e%2fpackage.json",
    "constructor",
    "__proto__",
  ])("has no file %s", async (name) => {
    const response = await get(`/docs/${name}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
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

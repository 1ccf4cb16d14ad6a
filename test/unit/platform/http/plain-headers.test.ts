import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { describe, expect, it } from "vitest";
import { commonHeaders, keepPlain } from "#functions/platform/http/plain-headers";
import type { Env } from "#functions/platform/http/request";
import { developmentConfig } from "../../../support/development-config.ts";

const settings = { ...developmentConfig().settings, corsOrigins: ["https://app.example"] };
const common = commonHeaders(settings);

const app = new Hono<Env>();
app.use(async (c, next) => {
  keepPlain(c, await common.of(c.req.header("origin")));
  c.header("X-Set", "before");
  c.header("vary", "accept", { append: true });
  await next();
});
app.get("/json", (c) => c.json({ a: "é" }, 201, { Location: "/a" }));
app.get("/html", (c) => c.html("<p>", 404));
app.get("/text", (c) => c.text("hi"));
app.get("/bytes", (c) => c.body(new Uint8Array([1, 2]), 200, { "content-type": "image/png" }));
app.get("/none", (c) => c.body(null, 204));
app.get("/init", (c) => c.body("x", { status: 418, headers: { "X-Set": "own" } }));
app.get("/stream", (c) => streamSSE(c, (stream) => stream.writeSSE({ data: "1" })));
app.get("/elsewhere", (c) => c.redirect("/json", 307));

const get = (path: string, origin?: string) => app.request(path, { headers: origin ? { origin } : {} });

describe("an answer made of plain objects", () => {
  it.each([
    ["/json", 201, "application/json", '{"a":"é"}'],
    ["/html", 404, "text/html; charset=UTF-8", "<p>"],
    ["/text", 200, "text/plain; charset=UTF-8", "hi"],
    ["/bytes", 200, "image/png", "\u0001\u0002"],
    ["/none", 204, null, ""],
    ["/init", 418, "text/plain;charset=UTF-8", "x"],
    ["/stream", 200, "text/event-stream", "data: 1\n\n"],
    ["/elsewhere", 307, null, ""],
  ])("keeps status, type, body and what every answer carries: %s", async (path, status, type, body) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("x-set")).toBe(path === "/init" ? "own" : "before");
    expect(answer.headers.get("location")).toBe({ "/json": "/a", "/elsewhere": "/json" }[path] ?? null);
  });

  it("lets pages of the listed origins read it, and of no other", async () => {
    const allowed = await get("/json", "https://app.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(allowed.headers.get("access-control-expose-headers")).toContain("ETag");
    expect(allowed.headers.get("vary")).toBe("Origin, accept");
    for (const origin of ["https://evil.example", undefined])
      expect((await get("/json", origin)).headers.get("access-control-allow-origin")).toBeNull();
  });
});

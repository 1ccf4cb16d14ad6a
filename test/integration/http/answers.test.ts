import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada } from "../../support/fixture-ports.ts";
import { type FixtureProcess, startFixture } from "../../support/fixture-process.ts";

let fixture: FixtureProcess;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const call = (path: string, init: RequestInit = {}) => fetch(`${fixture.url}${path}`, init);

const SECURITY = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=15552000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  // Every refusal has these members; the tests look at their values.
  const problem = (await response.json()) as { type: string; traceId: string; instance: string };
  expect(problem).toMatchObject({ status: response.status, traceId: response.headers.get("x-request-id") });
  return problem;
}

describe("an answer", () => {
  it.each(["/v1/things", "/v1/nothing", "/favicon.ico", "/v1/broken/error", "/v1/broken/string"])(
    "of %s carries security headers and a request id",
    async (path) => {
      const { headers } = await call(path);
      expect(Object.fromEntries(headers)).toMatchObject(SECURITY);
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it("leaves out fields its contract does not name", async () => {
    await expect((await call("/v1/things/lamp")).json()).resolves.toEqual({ name: "lamp" });
  });

  it("is not stored by anybody unless its call says so", async () => {
    expect((await call("/v1/things")).headers.get("cache-control")).toBe("private, no-cache");
  });

  it("to HEAD has the headers of GET and no body", async () => {
    const response = await call("/v1/things/lamp", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe((await call("/v1/things/lamp")).headers.get("etag"));
    expect(await response.text()).toBe("");
  });

  it("is 304 without a body for a client that has it, keeping validator and limits", async () => {
    const etag = (await call("/v1/things/lamp")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"0-[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"else", ${etag}`, "*"]) {
      const response = await call("/v1/things/lamp", { headers: { "if-none-match": known } });
      expect(response.status, known).toBe(304);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        etag,
        "cache-control": "private, no-cache",
      });
      expect(response.headers.get("ratelimit")).not.toBeNull();
      expect(await response.text()).toBe("");
    }
    const other = await call("/v1/things/lamp", { headers: { "if-none-match": '"0-else"' } });
    expect(other.status).toBe(200);
  });
});

describe("a trace", () => {
  const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  it("that a caller began goes on in a span of our own", async () => {
    const { headers } = await call("/v1/things", { headers: { traceparent: parent } });
    expect(headers.get("x-request-id")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
    expect(headers.get("traceparent")).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
    );
  });

  it("is begun when the caller's cannot be read", async () => {
    const { headers } = await call("/v1/things", { headers: { traceparent: "00-zz-zz-01" } });
    expect(headers.get("x-request-id")).toMatch(/^(?!4bf92f)[0-9a-f]{32}$/);
  });
});

describe("a refusal", () => {
  it("of an unknown path is 404 and names the path, not its query", async () => {
    const problem = await problemOf(await call("/v1/nothing?token=secret"));
    expect(problem).toMatchObject({
      type: "https://api.lyo.app/problems/resource-not-found",
      instance: "/v1/nothing",
    });
  });

  it("names the path as it was sent", async () => {
    const path = "/v1/a%20b/%3Cscript%3E/%C3%BF";
    expect(await problemOf(await call(path))).toMatchObject({ status: 404, instance: path });
  });

  it.each(["/favicon.ico", "/robots.txt"])("of %s, which the framework ignores, is ours", async (path) => {
    expect(await problemOf(await call(path))).toMatchObject({ status: 404, instance: path });
  });

  it("of a method is 405 and lists the others", async () => {
    const response = await call("/v1/things", { method: "DELETE" });
    expect(response.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(await problemOf(response)).toMatchObject({ status: 405 });
  });

  it("of an unknown host is 404", async () => {
    const text = await fixture.raw(
      "GET /v1/things HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).toContain("This host serves nobody.");
  });

  it("names the query parameter that is wrong", async () => {
    expect(await problemOf(await call("/v1/things?limit=0&unknown=1"))).toMatchObject({
      status: 400,
      type: "https://api.lyo.app/problems/validation-error",
      errors: [{ parameter: "limit", detail: expect.any(String) }],
    });
    expect((await call("/v1/things?unknown=1")).status).toBe(200);
  });

  it.each(["error", "string", "schema"])(
    "after something broke (%s) is 500 and tells nothing of it",
    async (how) => {
      const response = await call(`/v1/broken/${how}`);
      const text = await response.clone().text();
      expect(await problemOf(response)).toMatchObject({
        status: 500,
        type: "https://api.lyo.app/problems/server-error",
        detail: "Quote the trace id to support.",
        instance: `/v1/broken/${how}`,
      });
      expect(text).not.toMatch(/hunter2|postgres|expected|stack/i);
    },
  );

  it("leaves the instance serving", async () => {
    await call("/v1/broken/unheard");
    expect((await call("/v1/things")).status).toBe(200);
    expect(fixture.child.exitCode).toBeNull();
  });
});

describe("a caller", () => {
  const status = async (path: string, authorization?: string) =>
    (await call(path, authorization === undefined ? {} : { headers: { authorization } })).status;

  it("without a token, with a wrong one or with garbage is asked to authenticate", async () => {
    for (const authorization of [
      undefined,
      "Bearer nonsense",
      "Bearer",
      "Bearer a b",
      "Basic YTpi",
      "Bearer ÿ",
    ]) {
      const response = await call(
        "/v1/mine",
        authorization === undefined ? {} : { headers: { authorization } },
      );
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="lyo"/);
    }
  });

  it("is let in by a good token, its scheme in any case", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      const response = await call("/v1/mine", { headers: { authorization: `${scheme} ada-token` } });
      await expect(response.json()).resolves.toEqual({ name: ada.userId });
    }
  });

  it("without the permission is refused, one with it is not", async () => {
    expect(await status("/v1/secret", "Bearer ada-token")).toBe(403);
    expect(await status("/v1/secret", "Bearer grace-token")).toBe(200);
  });

  it("of a public call may send what it likes", async () => {
    for (const authorization of ["Bearer nonsense", "Basic YTpi", "???"])
      expect(await status("/v1/things", authorization), authorization).toBe(200);
  });

  it("of one tenant is nobody in another", async () => {
    const answer = await fixture.raw(
      "GET /v1/mine HTTP/1.1\r\nHost: second.example\r\nAuthorization: Bearer ada-token\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("is known by the address our own proxy wrote, whatever it claims itself", async () => {
    const seen = async (headers: Record<string, string>) => (await call("/v1/address", { headers })).json();
    expect(await seen({})).toEqual({ name: expect.stringMatching(/127\.0\.0\.1$/) });
    expect(await seen({ "x-forwarded-for": "6.6.6.6, 203.0.113.9" })).toEqual({ name: "203.0.113.9" });
    expect(await seen({ "x-forwarded-for": "6.6.6.6,,  203.0.113.9 " })).toEqual({ name: "203.0.113.9" });
    const twice =
      "GET /v1/address HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n";
    expect(await fixture.raw(twice)).toContain('{"name":"203.0.113.9"}');
  });
});

describe("a limit", () => {
  const scarce = (address: string, headers: Record<string, string> = {}) =>
    call("/v1/scarce", { headers: { "x-forwarded-for": address, ...headers } });

  it("is told with every answer, and refuses with the time to wait", async () => {
    const left: (string | null)[] = [];
    for (let i = 0; i < 3; i++) left.push((await scarce("203.0.113.1")).headers.get("ratelimit"));
    expect(left).toEqual([2, 1, 0].map((r) => `"login";r=${r};t=50`));
    const refused = await scarce("203.0.113.1");
    expect(refused.headers.get("ratelimit-policy")).toBe('"login";q=3;w=60');
    expect(refused.headers.get("retry-after")).toBe("50");
    expect(await problemOf(refused)).toMatchObject({
      status: 429,
      type: "https://api.lyo.app/problems/rate-limit-exceeded",
    });
  });

  it("counts an IPv6 customer's whole network", async () => {
    for (let i = 1; i <= 3; i++) await scarce(`2001:db8:1:2::${i}`);
    expect((await scarce("2001:DB8:1:2:ffff::9")).status).toBe(429);
    expect((await scarce("2001:db8:1:3::1")).status).toBe(200);
  });

  it("of a public call counts the address, so that an account buys no further attempts", async () => {
    for (let i = 0; i < 3; i++) await scarce("203.0.113.2");
    expect((await scarce("203.0.113.2", { authorization: "Bearer ada-token" })).status).toBe(429);
  });
});

describe("a browser", () => {
  const preflight = (origin: string, path = "/v1/things") =>
    call(path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });

  it("of an allowed origin may call and read our headers", async () => {
    const { status, headers } = await preflight("https://app.example");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(headers.get("access-control-allow-methods")).toBe("GET,POST,PUT,PATCH,DELETE");
    expect(headers.get("access-control-allow-headers")).toBe(
      "Authorization,Content-Type,Idempotency-Key,If-Match,If-None-Match,Last-Event-ID,traceparent",
    );
    const answer = await call("/v1/things", { headers: { origin: "https://app.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(answer.headers.get("access-control-expose-headers")).toBe(
      "Content-Disposition,ETag,Location,Retry-After,RateLimit,RateLimit-Policy,Idempotency-Replayed,X-Request-Id",
    );
    expect(answer.headers.get("vary")).toMatch(/origin/i);
  });

  it("may read refusals as well", async () => {
    const origin = "https://app.example";
    for (const path of ["/v1/nothing", "/v1/mine", "/v1/broken/error"])
      expect((await call(path, { headers: { origin } })).headers.get("access-control-allow-origin")).toBe(
        origin,
      );
    const malformed = await call("/v1/things", {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: "{",
    });
    expect(malformed.headers.get("access-control-allow-origin")).toBe(origin);
  });

  it("of any other origin may not", async () => {
    for (const origin of ["https://evil.example", "https://app.example.evil.example", "null"])
      expect((await preflight(origin)).headers.get("access-control-allow-origin"), origin).toBeNull();
  });
});

describe("a function that cannot be built", () => {
  it("answers 500 without saying why, and serves once it can", async () => {
    const broken = await startFixture("unbuildable");
    try {
      for (let i = 0; i < 2; i++) {
        const response = await fetch(`${broken.url}/v1/things`);
        expect(await response.clone().text()).not.toContain("hunter2");
        expect(await problemOf(response)).toMatchObject({ status: 500 });
      }
      expect((await fetch(`${broken.url}/v1/things`)).status).toBe(200);
      expect(broken.output()).toContain("hunter2");
    } finally {
      await broken.stop();
    }
  });
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { deployed, endpoints } from "#functions/areas";
import { body, endpoint, json, refusals } from "#functions/platform/http/endpoint";
import { openApiDocument } from "#functions/platform/http/openapi-document";
import { openApiText } from "../../scripts/openapi-text.ts";
import { isUnrelating } from "../support/api-routes.ts";

const file = fileURLToPath(new URL("../../infra/openapi.json", import.meta.url));

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).length(1),
  security: z.array(z.looseObject({})),
  parameters: z
    .array(z.looseObject({ $ref: z.string().optional(), name: z.string().optional() }))
    .default([]),
  responses: z.record(z.string(), z.looseObject({ headers: z.looseObject({}).default({}) })),
});
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

const all = Object.values(endpoints).flatMap((area) => Object.values(area));

describe("infra/openapi.json", () => {
  const text = readFileSync(file, "utf8");
  const { paths } = Document.parse(JSON.parse(text));

  it("says what the contracts say: `npm run openapi` writes it", () => {
    expect(text).toBe(openApiText());
  });

  it("passes the linter's recommended rules without a warning", () => {
    const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      // A user's id is a UUID: /v1/users/erasures/… is never taken for /v1/users/{userId}/….
      [redocly, "lint", file, "--extends=recommended", "--skip-rule=no-ambiguous-paths", "--format=json"],
      {
        encoding: "utf8",
        env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      },
    );
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 } });
  });

  it("has every call of every area once", () => {
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      all.map(({ route }) => route.operationId).sort(),
    );
    expect(new Set(all.map(({ route }) => route.operationId)).size).toBe(all.length);
  });

  it("asks for a token exactly where a call does", () => {
    for (const { route, policy } of all) {
      const operation = paths[route.path]?.[route.method];
      const expected = policy.access === "public" ? [] : [{ bearer: [] }];
      expect(operation?.security, route.operationId).toEqual(expected);
    }
  });

  it("names the headers a client can rely on", () => {
    for (const { route, policy } of all) {
      const operation = paths[route.path]?.[route.method];
      const headers = (status: number) => Object.keys(operation?.responses[status]?.headers ?? {});
      expect(headers(429), route.operationId).toEqual(
        expect.arrayContaining(["X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After"]),
      );
      if (policy.etag) expect(headers(304), route.operationId).toContain("ETag");
      if (policy.access !== "public") expect(headers(401), route.operationId).toContain("WWW-Authenticate");
      if (201 in route.responses) expect(headers(201), route.operationId).toContain("Location");
    }
  });
});

describe("a contract", () => {
  it("promises what every call of its kind may answer", () => {
    for (const { route, policy } of all) {
      const statuses = Object.keys(route.responses).map(Number);
      const expected = [400, 429, 500, 503];
      if (policy.access !== "public") expected.push(401);
      if (typeof policy.access === "object") expected.push(403);
      if (policy.etag) expected.push(304);
      if (route.request?.body) expected.push(413, 415);
      const isTold = !isUnrelating(route.method.toUpperCase(), route.path);
      if (route.path.includes("{") && isTold)
        expected.push(...(route.path.startsWith("/problems") ? [] : [404]));
      expect(statuses, route.operationId).toEqual(expect.arrayContaining(expected));
    }
  });

  it("refuses fields it does not know, in every body", () => {
    for (const { route } of all) {
      const content = route.request?.body?.content["application/json"];
      const schema = content && "schema" in content ? content.schema : undefined;
      if (!(schema instanceof z.ZodType)) continue;
      const { error } = schema.safeParse({ surprise: 1 });
      expect(JSON.stringify(error?.issues), route.operationId).toContain("unrecognized_keys");
    }
  });

  it("is reached by the load balancer's rules in its own area alone", () => {
    for (const [area, calls] of Object.entries(endpoints))
      for (const { route } of Object.values(calls)) {
        const path = route.path.replaceAll(/\{[^}]+\}/g, "x");
        const matching = deployed.filter(({ paths: patterns }) =>
          patterns.some(
            (pattern) =>
              pattern === path || (pattern.endsWith("/*") && path.startsWith(pattern.slice(0, -1))),
          ),
        );
        expect(
          matching.map(({ name }) => name),
          route.operationId,
        ).toEqual([area]);
      }
  });
});

describe("openApiDocument", () => {
  const Lamp = z.strictObject({ name: z.string().regex(/^\p{L}+$/u) }).meta({ id: "Lamp" });
  const makeLamp = endpoint(
    {
      operationId: "makeLamp",
      method: "post",
      path: "/v1/lamps/{lampId}",
      description: "Makes a lamp.",
      request: {
        params: z.object({ lampId: z.uuid() }),
        query: z.object({ watts: z.coerce.number().int().optional() }),
        body: body(Lamp),
      },
      responses: { 201: json(Lamp, "Made"), ...refusals("idempotency-conflict", "precondition-failed") },
    },
    { access: { permission: "lamp:make" } },
  );
  const document = openApiDocument(
    { lamps: { makeLamp } },
    { title: "Lamps", description: "Light.", version: "1.2.3", url: "https://lamps.example" },
  );
  const operation = document.paths?.["/v1/lamps/{lampId}"]?.post;

  it("names the version, the server and the area", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Lamps", version: "1.2.3", license: { name: "Apache-2.0" } },
      servers: [{ url: "https://lamps.example" }],
      tags: [{ name: "lamps" }],
    });
    expect(operation?.tags).toEqual(["lamps"]);
  });

  it("shares a schema that has a name, with a pattern any validator reads", () => {
    expect(document.components?.schemas?.["Lamp"]).toMatchObject({
      properties: { name: { type: "string", pattern: "^\\p{L}+$" } },
    });
    expect(operation?.requestBody).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Lamp" } } },
    });
  });

  it("tells the permission a call needs", () => {
    expect(operation?.description).toBe("Makes a lamp.\n\nNeeds the permission `lamp:make`.");
    expect(operation?.security).toEqual([{ bearer: [] }]);
  });

  it("lists the request headers a call honours beside its own parameters", () => {
    expect(operation?.parameters).toEqual([
      { $ref: "#/components/parameters/IdempotencyKey" },
      { $ref: "#/components/parameters/IfMatch" },
      expect.objectContaining({ name: "lampId", in: "path", required: true }),
      expect.objectContaining({ name: "watts", in: "query", schema: { type: "integer" } }),
    ]);
  });
});

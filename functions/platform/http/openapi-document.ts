import { OpenAPIHono } from "@hono/zod-openapi";
import type { Endpoint } from "./endpoint.ts";
import { headersOf, parametersOf, sharedHeaders, sharedParameters } from "./openapi-headers.ts";

/** Endpoints by area, then by operation. */
export type Areas = Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;

export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

interface DocumentOptions {
  readonly version: string;
  /** Where the API is served, without a slash at the end. */
  readonly url: string;
}

/** The API in OpenAPI 3.1, from the very objects that route and check its requests: the two cannot disagree. */
export function openApiDocument(areas: Areas, { version, url }: DocumentOptions): OpenApiDocument {
  const app = new OpenAPIHono();
  for (const [area, endpoints] of Object.entries(areas))
    for (const endpoint of Object.values(endpoints))
      app.openAPIRegistry.registerPath(routeOf(area, endpoint));
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a sign-in; it lives for ten minutes.",
  });
  for (const [name, header] of Object.entries(sharedHeaders))
    app.openAPIRegistry.registerComponent("headers", name, header);
  for (const [name, parameter] of Object.entries(sharedParameters))
    app.openAPIRegistry.registerComponent("parameters", name, parameter);
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Lyo API",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url }],
    tags: Object.keys(areas).map((name) => ({ name, description: `Calls under ${name}.` })),
  });
  for (const path of Object.values(document.paths ?? {}))
    for (const method of METHODS) path[method]?.parameters?.forEach(withoutNull);
  return document;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** A coerced number accepts null in JavaScript; a query has no null to send. */
function withoutNull(parameter: object): void {
  if (!("schema" in parameter) || typeof parameter.schema !== "object" || parameter.schema === null) return;
  const { schema } = parameter;
  if (!("type" in schema) || !Array.isArray(schema.type)) return;
  const types = schema.type.filter((type) => type !== "null");
  schema.type = types.length === 1 ? types[0] : types;
}

const DESCRIPTION = [
  "The backend of a learning app: a topic or a text becomes a whole course, written live.",
  "Errors are `application/problem+json` (RFC 9457); each `type` is explained at `/problems/{slug}`. Times are RFC 3339 in UTC, identifiers opaque. Unknown fields of a body are refused, unknown query parameters ignored. Lists take `limit` and `cursor`.",
].join("\n\n");

/** What a route does not say of itself: its area, the permission it needs, and the headers of the request path. */
function routeOf(area: string, endpoint: Endpoint): Endpoint["route"] {
  const { route, policy } = endpoint;
  const permission =
    typeof policy.access === "object" ? `Needs the permission \`${policy.access.permission}\`.` : "";
  const description = [route.description, permission].filter(Boolean).join("\n\n");
  const responses = Object.entries(route.responses).map(([status, response]) => [
    status,
    "description" in response ? { ...response, headers: headersOf(endpoint, Number(status)) } : response,
  ]);
  return {
    ...route,
    tags: [area],
    ...(description && { description }),
    parameters: parametersOf(endpoint),
    responses: Object.fromEntries(responses),
    getRoutingPath: () => route.getRoutingPath(),
  };
}

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Endpoint } from "./endpoint.ts";
import { headersOf, parametersOf, sharedHeaders, sharedParameters } from "./openapi-headers.ts";

/** Endpoints by area, then by operation. */
export type Areas = Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;

export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

interface DocumentOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Where the API is served, without a slash at the end. */
  readonly url: string;
}

/** The API in OpenAPI 3.1, from the very objects that route and check its requests: the two cannot disagree. */
export function openApiDocument(
  areas: Areas,
  { title, description, version, url }: DocumentOptions,
): OpenApiDocument {
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
      title,
      version,
      description,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url }],
    tags: Object.keys(areas).map((name) => ({ name, description: `Calls under ${name}.` })),
  });
  // Only strings and lists in it are replaced by others of their kind.
  return JSON.parse(JSON.stringify(document, corrected)) as OpenApiDocument;
}

/** What the generator gets wrong. */
function corrected(key: string, value: unknown): unknown {
  // It writes a regular expression with its flags; JSON Schema's patterns are Unicode by themselves.
  if (key === "pattern" && typeof value === "string") return value.replace(/(?<!\\)\/[a-z]+$/, "");
  if (key === "parameters" && Array.isArray(value)) value.forEach(withoutNull);
  return value;
}

/** A coerced number accepts null in JavaScript; a query has no null to send. */
function withoutNull(parameter: object): void {
  if (!("schema" in parameter) || typeof parameter.schema !== "object" || parameter.schema === null) return;
  const { schema } = parameter;
  if (!("type" in schema) || !Array.isArray(schema.type)) return;
  const types = schema.type.filter((type) => type !== "null");
  schema.type = types.length === 1 ? types[0] : types;
}

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

import type { Endpoint } from "./endpoint.ts";

const text = (description: string, example: string) => ({
  description,
  schema: { type: "string" as const },
  example,
});
const seconds = (description: string) => ({ description, schema: { type: "integer" as const, minimum: 0 } });

/** What the request path adds to answers. */
export const sharedHeaders = {
  "X-Request-Id": text(
    "The trace this request belongs to; quote it to support.",
    "4bf92f3577b34da6a3ce929d0e0e4736",
  ),
  "RateLimit-Policy": text(
    "The limits that count this call (draft-ietf-httpapi-ratelimit-headers).",
    '"default";q=100;w=60',
  ),
  RateLimit: text("What is left of them.", '"default";r=99;t=60'),
  "Retry-After": seconds("When to ask again, in seconds."),
  ETag: text("A strong validator of this resource.", '"3-Zk9xq0mS1l2n3b4v5c6x7w"'),
  Location: text("The path of what was made.", "/v1/things/0b6f2c3e-6b0e-4d8e-9d55-0f6f8b0f7a11"),
  "WWW-Authenticate": text("How to authenticate (RFC 6750).", 'Bearer realm="lyo"'),
  "Idempotency-Replayed": text(
    "`true` where the answer is that of an earlier call with the same key.",
    "true",
  ),
};

const header = (name: string, description: string) => ({
  name,
  in: "header" as const,
  required: false,
  description,
  schema: { type: "string" as const },
});

/** Request headers that several calls take. */
export const sharedParameters = {
  IdempotencyKey: {
    ...header(
      "Idempotency-Key",
      "1 to 255 visible characters. The same key and body within 24 hours get the first answer again.",
    ),
    schema: { type: "string" as const, minLength: 1, maxLength: 257 },
  },
  IfNoneMatch: header("If-None-Match", "An `ETag` seen before: 304 if the resource is still the same."),
  IfMatch: header("If-Match", "The `ETag` the change is based on: 412 if the resource has changed since."),
};

const headerRef = (name: keyof typeof sharedHeaders) => ({
  [name]: { $ref: `#/components/headers/${name}` },
});
const parameterRef = (name: keyof typeof sharedParameters) => ({ $ref: `#/components/parameters/${name}` });

/** Whether a call heeds `Idempotency-Key`: it then refuses one that was used for something else. */
function isRepeatable({ route }: Endpoint): boolean {
  const refusal = route.responses[422];
  return (
    route.method === "post" &&
    refusal !== undefined &&
    "description" in refusal &&
    refusal.description.includes("idempotency-conflict:")
  );
}

/** The request headers one call takes, told by what it answers. */
export function parametersOf(call: Endpoint) {
  const { route, policy } = call;
  return [
    ...(isRepeatable(call) ? [parameterRef("IdempotencyKey")] : []),
    ...(policy.etag ? [parameterRef("IfNoneMatch")] : []),
    ...(412 in route.responses ? [parameterRef("IfMatch")] : []),
  ];
}

/** The headers of one answer. */
export function headersOf(call: Endpoint, status: number) {
  const { policy } = call;
  const repeatable = isRepeatable(call);
  return {
    ...headerRef("X-Request-Id"),
    ...headerRef("RateLimit-Policy"),
    ...headerRef("RateLimit"),
    ...([202, 409, 429, 503].includes(status) && headerRef("Retry-After")),
    ...(policy.etag && (status === 200 || status === 304) && headerRef("ETag")),
    ...((status === 201 || (status === 202 && repeatable)) && headerRef("Location")),
    ...(status === 401 && headerRef("WWW-Authenticate")),
    ...(repeatable && status < 300 && headerRef("Idempotency-Replayed")),
  };
}

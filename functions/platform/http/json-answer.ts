import type { Context } from "hono";
import type { z } from "zod";
import type { Endpoint } from "./endpoint.ts";
import { etagOf, isKnown } from "./etag.ts";
import type { Env } from "./request.ts";

/** Every JSON answer passes its endpoint's schema on the way out: a field the contract does not name cannot leak. */
export function parsedJson(c: Context<Env>, endpoint: Endpoint): Context<Env>["json"] {
  const parsed = (value: unknown, status = 200, headers?: Record<string, string>) => {
    const { text, etag } = written(endpoint, status, value);
    if (etag !== undefined && isKnown(c, etag)) return c.body(null, 304);
    return c.body(text, status as 200, { ...headers, "content-type": "application/json" });
  };
  // Hono's own signature is generic over literal types that do not exist at run time.
  return parsed as unknown as Context<Env>["json"];
}

interface Written {
  readonly text: string;
  /** Of endpoints that promise one. */
  readonly etag: string | undefined;
}

/** What was written of values that cannot change any more, by the endpoint that answered with them. */
const frozen = new WeakMap<object, Map<Endpoint, Written>>();

/** An answer as it is sent. A frozen value, which a cache holds, is parsed and written once. */
function written(endpoint: Endpoint, status: number, value: unknown): Written {
  const isFrozen = typeof value === "object" && value !== null && status === 200 && Object.isFrozen(value);
  const before = isFrozen ? frozen.get(value)?.get(endpoint) : undefined;
  if (before) return before;
  const answer = allowedAnswer(endpoint, status, value);
  const text = JSON.stringify(answer);
  const made = { text, etag: endpoint.policy.etag ? etagOf(answer, text) : undefined };
  if (isFrozen) frozen.set(value, (frozen.get(value) ?? new Map()).set(endpoint, made));
  return made;
}

/** What of an answer the contract lets out. @throws {z.ZodError} when the contract's own fields are not right. */
export function allowedAnswer(endpoint: Endpoint, status: number, value: unknown): unknown {
  const schema = answerSchema(endpoint, status);
  return schema ? schema.parse(value) : value;
}

function answerSchema(endpoint: Endpoint, status: number): z.ZodType | undefined {
  const answer = endpoint.route.responses[status];
  const content = answer && "content" in answer ? answer.content?.["application/json"] : undefined;
  const schema = content && "schema" in content ? content.schema : undefined;
  // A contract holds zod schemas only; the library's type also allows plain OpenAPI objects.
  return schema as z.ZodType | undefined;
}

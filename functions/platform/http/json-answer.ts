import type { Context } from "hono";
import type { z } from "zod";
import type { Endpoint } from "./endpoint.ts";
import { withEtag } from "./etag.ts";
import type { Env } from "./request.ts";

/** Every JSON answer passes its endpoint's schema on the way out: a field the contract does not name cannot leak. */
export function parsedJson(c: Context<Env>, endpoint: Endpoint): Context<Env>["json"] {
  const plain = c.json.bind(c);
  const parsed = (value: unknown, status?: number, headers?: Record<string, string>) => {
    const answer = allowedAnswer(endpoint, status ?? 200, value);
    const etag = endpoint.policy.etag ? withEtag(c, answer) : {};
    if (etag === "not-modified") return c.body(null, 304);
    // Hono's own signature is generic over literal types that do not exist at run time.
    return plain(answer as object, (status ?? 200) as 200, { ...headers, ...etag });
  };
  return parsed as Context<Env>["json"];
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

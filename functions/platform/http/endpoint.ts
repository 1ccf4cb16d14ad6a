import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { z } from "zod";
import { type ProblemSlug, problems } from "../../shared/problem.ts";

/** Who may call: anybody, anybody signed in, or whoever has the named permission. */
export type Access = "public" | "signed-in" | { readonly permission: string };

export type LimitName = "default" | "login" | "register" | "refresh" | "model";

interface Policy {
  readonly access: Access;
  /** Which rate limit counts the call. */
  readonly limit: LimitName;
  /** How many calls of the usual kind it is worth; 1 unless said. */
  readonly cost: number;
  /** The most a body may have, in bytes. */
  readonly maxBodyBytes: number;
  /** GET of one resource: the answer carries a strong ETag and honours If-None-Match. */
  readonly etag: boolean;
}

/** One call of the API: the promise (route) and the policy it is served under. Pure data. */
export interface Endpoint<R extends RouteConfig = RouteConfig> {
  readonly route: R & { getRoutingPath(): string };
  readonly policy: Policy;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Declares a call. A private one documents the bearer token it needs. */
export function endpoint<const R extends RouteConfig & { operationId: string }>(
  route: R,
  policy: { access: Access } & Partial<Policy>,
): Endpoint<R> {
  const security = policy.access === "public" ? [] : [{ bearer: [] }];
  return {
    route: createRoute({ ...route, security }),
    policy: { limit: "default", cost: 1, maxBodyBytes: MAX_BODY_BYTES, etag: false, ...policy },
  };
}

export const Problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    traceId: z.string(),
    errors: z
      .array(
        z.union([
          z.object({ pointer: z.string(), detail: z.string() }),
          z.object({ parameter: z.string(), detail: z.string() }),
        ]),
      )
      .optional(),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean()]))
  .meta({ id: "Problem", description: "RFC 9457 problem details" });

/** Every call may answer these. */
const COMMON: readonly ProblemSlug[] = [
  "validation-error",
  "rate-limit-exceeded",
  "server-error",
  "feature-unavailable",
];

/** How a body may be refused before it is looked into. */
export const bodyRefusals = ["malformed-json", "payload-too-large", "unsupported-media-type"] as const;

/** How somebody who is not signed in, or no longer, is refused. */
export const bearerRefusals = ["authentication-required", "token-expired", "session-ended"] as const;

type ProblemAnswers = Record<
  number,
  { description: string; content: { "application/problem+json": { schema: typeof Problem } } }
>;

/** The refusals of a call, by status, each named in the document. */
export function refusals(...slugs: readonly ProblemSlug[]): ProblemAnswers {
  const byStatus = Map.groupBy([...COMMON, ...slugs], (slug) => problems[slug].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: [...new Set(group)].map((slug) => `${slug}: ${problems[slug].title}`).join("; "),
        content: { "application/problem+json": { schema: Problem } },
      },
    ]),
  );
}

/** A JSON answer of the given shape. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A required JSON body of the given shape. */
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

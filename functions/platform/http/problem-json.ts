import { Problem, type ProblemSlug, problems, problemType } from "../../shared/problem.ts";
import type { Log } from "../telemetry/log.ts";

/** `instance` of RFC 9457 is a URI reference: the path as it was sent, still percent-encoded. */
export const instanceOf = (url: string): string => new URL(url).pathname;

/** The RFC 9457 body of a refusal. */
export const problemBody = (problem: Problem, instance: string, traceId: string) => ({
  ...problem.members,
  type: problemType(problem.slug),
  title: problems[problem.slug].title,
  status: problem.status,
  detail: problem.message,
  instance,
  traceId,
  ...(problem.errors.length > 0 && { errors: problem.errors }),
});

/** The headers that go with a refusal: RFC 9110 wants some of them. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  if (problem.status === 401) headers["www-authenticate"] = challenge(problem.slug);
  if (problem.retryAfterSeconds !== undefined) headers["retry-after"] = String(problem.retryAfterSeconds);
  else if (problem.status === 503) headers["retry-after"] = "5";
  return headers;
}

/** RFC 6750 § 3: only a token that was presented and refused is `invalid_token`. */
const challenge = (slug: ProblemSlug): string =>
  slug === "token-expired" || slug === "session-ended"
    ? 'Bearer realm="lyo", error="invalid_token"'
    : 'Bearer realm="lyo"';

/** What the caller is told of an error we did not choose: nothing but where to ask. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem("server-error", "Quote the trace id to support.", { cause: error });

/** Writes down what the caller is not told. */
export function logRefusal(log: Log, problem: Problem): void {
  if (problem.status >= 500 || problem.cause !== undefined)
    log[problem.status >= 500 ? "error" : "info"]({ err: problem.cause ?? problem }, problem.message);
}

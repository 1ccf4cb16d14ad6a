import { z } from "zod";
import { Problem as ProblemBody } from "../../functions/platform/http/endpoint.ts";
import { problems } from "../../functions/shared/problem.ts";

/** What the API answered; `body` is parsed JSON where it is JSON, else text, `undefined` without a body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const SECURITY = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=15552000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const Violation = z.object({
  location: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
});

/**
 * What is wrong with an answer whatever was asked: the promises that hold for every call, and what the validating
 * proxy found. An empty list for a good one.
 */
export function answerFaults(path: string, answer: Answer): string[] {
  const { status, headers } = answer;
  const faults = [...missingHeaders(answer), ...violations(headers)];
  const trace = headers.get("x-request-id") ?? "";
  if (!/^[0-9a-f]{32}$/.test(trace)) faults.push(`X-Request-Id is "${trace}"`);
  if (status >= 400 && headers.get("content-type") !== "application/json")
    faults.push(...problemFaults(path, answer, trace));
  return faults.map((fault) => `${status} ${path}: ${fault}`);
}

/** Statuses that are answered before a limit counts the call, or may be. */
const UNCOUNTED = new Set([401, 404, 405, 413, 415, 500, 503]);

function missingHeaders(answer: Answer): string[] {
  const { status, headers } = answer;
  const wanted = [
    ...(status === 401 ? ["www-authenticate"] : []),
    ...(status === 405 ? ["allow"] : []),
    ...(status === 201 ? ["location"] : []),
    ...([202, 429, 503].includes(status) ? ["retry-after"] : []),
    ...(UNCOUNTED.has(status) || slugOf(answer) === "malformed-json"
      ? []
      : ["ratelimit", "ratelimit-policy"]),
  ];
  const faults = wanted.filter((name) => !headers.get(name)).map((name) => `without ${name}`);
  // A page brings a policy of its own; the gateway's own refusals of paths nobody serves bring none.
  const page = headers.get("content-type")?.startsWith("text/html");
  for (const [name, value] of Object.entries(SECURITY))
    if (headers.get(name) !== value && !(page && name === "content-security-policy"))
      faults.push(`${name} is ${headers.get(name)}`);
  return faults;
}

function violations(headers: Headers): string[] {
  const header = headers.get("sl-violations");
  if (header === null) return [];
  return z
    .array(Violation)
    .parse(JSON.parse(header))
    .filter(({ location }) => location[0] === "response")
    .map(({ location, message }) => `not in the OpenAPI document: ${location.join(".")} ${message}`);
}

function problemFaults(path: string, { status, headers, body }: Answer, trace: string): string[] {
  const faults: string[] = [];
  if (headers.get("content-type") !== "application/problem+json")
    faults.push(`content type ${headers.get("content-type")}`);
  const parsed = ProblemBody.safeParse(body);
  if (!parsed.success) return [...faults, `no problem: ${z.prettifyError(parsed.error)}`];
  const { type, title, instance, traceId } = parsed.data;
  const slug = type.replace("https://api.lyo.app/problems/", "");
  const known = Object.entries(problems).find(([name]) => name === slug)?.[1];
  if (known?.status !== status || known.title !== title || parsed.data.status !== status)
    faults.push(`${type} is not this status and title`);
  if (instance !== path.split("?")[0]) faults.push(`instance is ${instance}`);
  if (traceId !== trace) faults.push("traceId is not X-Request-Id");
  return faults;
}

/** The last word of a problem's type; `undefined` for an answer that is none. */
export function slugOf({ body }: Answer): string | undefined {
  const parsed = z.object({ type: z.string() }).safeParse(body);
  return parsed.success ? parsed.data.type.split("/").at(-1) : undefined;
}

/** Status and slug in one string, for one comparison that says both. */
export const refusalOf = (answer: Answer): string => `${answer.status} ${slugOf(answer) ?? ""}`.trim();

/** What a refusal points at: JSON pointers and names of parameters. */
export function pointersOf({ body }: Answer): string[] {
  const parsed = z
    .object({
      errors: z.array(z.object({ pointer: z.string().optional(), parameter: z.string().optional() })),
    })
    .safeParse(body);
  return parsed.success ? parsed.data.errors.map(({ pointer, parameter }) => pointer ?? parameter ?? "") : [];
}

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import { Problem } from "../../shared/problem.ts";
import { type Log, traceFields, withLogContext } from "../telemetry/log.ts";
import { traceOf, traceparentOf } from "../telemetry/trace.ts";
import { clientAddress } from "./client-address.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointTable } from "./endpoint-table.ts";
import { parsedJson } from "./json-answer.ts";
import { commonHeaders, keepPlain } from "./plain-headers.ts";
import { asProblem, instanceOf, logRefusal, problemBody, problemHeaders } from "./problem-json.ts";
import { refuseInvalid } from "./refuse-invalid.ts";
import type { Env, HttpPorts } from "./request.ts";
import { countedCall, permit, refuseBody, tenantOf, verified, wrongMediaType } from "./request-checks.ts";

export type AreaApp = OpenAPIHono<Env>;

/**
 * One area's HTTP application: the whole path a request takes before its verb, and an answer its schema allows
 * after it. A call that is not in `endpoints` is answered 404, one under another method 405.
 */
export function areaApp(endpoints: Readonly<Record<string, Endpoint>>, ports: HttpPorts): AreaApp {
  const app = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  const table = endpointTable(endpoints);
  const common = commonHeaders(ports.settings);
  app.use(async (c, next) => {
    const trace = traceOf(c.req.header("traceparent"));
    if (c.req.method === "OPTIONS") {
      const answer = await common.preflight(c.req.raw);
      answer.headers.set("x-request-id", trace.traceId);
      answer.headers.set("traceparent", traceparentOf(trace));
      return answer;
    }
    keepPlain(c, await common.of(c.req.header("origin")));
    c.set("trace", trace);
    c.header("x-request-id", trace.traceId);
    c.header("traceparent", traceparentOf(trace));
    const began = performance.now();
    await withLogContext(traceFields(ports.projectId, trace), async () => {
      await next();
      logAnswer(ports.log, c, performance.now() - began);
    });
    return undefined;
  });
  app.use(async (c, next) => {
    const endpoint = table.find(c);
    c.set("endpoint", endpoint);
    c.set("tenantId", tenantOf(ports.settings, c.req.header("host")));
    c.set("address", clientAddress(c, ports.settings.trustedHops));
    refuseBody(c, endpoint);
    const caller = await verified(ports, c, endpoint).catch(async (error: unknown) => {
      // Whoever tries tokens is counted too, by their address.
      await ports.limiter.count(c, countedCall(c, endpoint));
      throw error;
    });
    if (caller) c.set("caller", caller);
    await ports.limiter.count(c, countedCall(c, endpoint));
    permit(ports, endpoint.policy.access, caller);
    c.json = parsedJson(c, endpoint);
    c.header("cache-control", "private, no-cache");
    await next().catch(asError);
  });
  app.notFound((c) => refuse(ports, c, new Problem("resource-not-found", "There is nothing at this path.")));
  app.onError((error, c) => refuse(ports, c, chosen(error)));
  return app;
}

/** Hono answers errors only: anything else that is thrown would pass it by. */
function asError(thrown: unknown): never {
  throw thrown instanceof Error
    ? thrown
    : new Error("something that is no Error was thrown", { cause: thrown });
}

/** Hono's own refusals stem from reading the body. */
function chosen(error: unknown): Problem {
  if (!(error instanceof HTTPException)) return asProblem(error);
  if (error.status === 400) return new Problem("malformed-json", "The body is not valid JSON.");
  return error.status === 415 ? wrongMediaType() : asProblem(error);
}

function refuse(ports: HttpPorts, c: Context<Env>, problem: Problem): Response {
  logRefusal(ports.log, problem);
  const trace = c.get("trace");
  const body = problemBody(problem, instanceOf(c.req.url), trace.traceId);
  return c.body(JSON.stringify(body), problem.status as 500, problemHeaders(problem));
}

function logAnswer(log: Log, c: Context<Env>, milliseconds: number): void {
  log.info(
    {
      httpRequest: {
        requestMethod: c.req.method,
        // The pattern, not the path: identifiers are a person's data.
        requestUrl: routePath(c, -1),
        status: c.res.status,
        latency: `${(milliseconds / 1000).toFixed(3)}s`,
      },
    },
    "request",
  );
}

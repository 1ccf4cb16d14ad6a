import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { z } from "zod";
import { isTerminal, Problem } from "../../shared/problem.ts";
import type { Config } from "../config.ts";
import { jobsUrl } from "../tasks/queue.ts";
import { type Log, traceFields, withLogContext } from "../telemetry/log.ts";
import { traceOf } from "../telemetry/trace.ts";
import { asProblem, instanceOf, problemBody, problemHeaders } from "./problem-json.ts";

/** How often this job was delivered before, and whether the queue will deliver it again. */
export interface Delivery {
  /** 0 for the first. */
  readonly retries: number;
  readonly isLast: boolean;
  /** Aborts when the sender has gone, or the instance shuts down. */
  readonly signal: AbortSignal;
}

/** What a job came to: done (200), nothing to do any more (200), or somebody else is at it (409). */
export type Outcome = "done" | "dropped" | "busy";

/** A job of one area: its payload's schema and the verb it runs. */
export interface JobBinding {
  deliver(payload: unknown, delivery: Delivery): Promise<Outcome>;
}

export const job = <T>(
  payload: z.ZodType<T>,
  run: (payload: T, delivery: Delivery) => Promise<Outcome>,
): JobBinding => ({
  deliver: async (raw, delivery) => {
    const parsed = payload.safeParse(raw);
    if (!parsed.success)
      throw new Problem("validation-error", "The payload is not valid.", { cause: parsed.error });
    return run(parsed.data, delivery);
  },
});

interface JobsPorts {
  readonly config: Config;
  readonly log: Log;
  /** Attempts the queue makes; the last failure is recorded by the job itself. */
  readonly maxAttempts: number;
}

/**
 * The private function of an area: Cloud Tasks, Pub/Sub push and Scheduler call `POST /jobs/<area>/<job>` with an
 * OIDC token of the jobs' service account. Every answer but 2xx is delivered again, so a refusal that a repeat
 * cannot change is answered 200 after it was logged.
 */
export function jobsApp(area: string, jobs: Readonly<Record<string, JobBinding>>, ports: JobsPorts) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const authenticate = oidcCheck(ports.config, area);
  app.post(`/jobs/${area}/:job`, async (c) => {
    const trace = traceOf(c.req.header("traceparent"));
    return withLogContext(
      { ...traceFields(ports.config.projectId, trace), job: c.req.param("job") },
      async () => {
        try {
          await authenticate(c.req.header("authorization"));
          const name = c.req.param("job");
          const binding = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
          // Not acknowledged: the next release may have it.
          if (!binding)
            return refuse(c, new Problem("resource-not-found", "There is no such job."), trace.traceId);
          const outcome = await binding.deliver(await readBody(c), deliveryOf(c, ports.maxAttempts));
          ports.log.info({ outcome }, "job");
          return c.json({ outcome }, outcome === "busy" ? 409 : 200);
        } catch (error) {
          return answerFailure(ports.log, { c, error, traceId: trace.traceId });
        }
      },
    );
  });
  app.notFound((c) =>
    refuse(
      c,
      new Problem("resource-not-found", "There is no such job."),
      traceOf(c.req.header("traceparent")).traceId,
    ),
  );
  return app;
}

async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("malformed-json", "The payload is not JSON.");
  }
}

const deliveryOf = (c: Context, maxAttempts: number): Delivery => {
  const retries = Number(c.req.header("x-cloudtasks-taskretrycount") ?? 0);
  return { retries, isLast: retries + 1 >= maxAttempts, signal: c.req.raw.signal };
};

/** Answers a failure so that the sender does the right thing with it. */
function answerFailure(
  log: Log,
  { c, error, traceId }: { c: Context; error: unknown; traceId: string },
): Response {
  const problem = asProblem(error);
  log[problem.status < 500 ? "warn" : "error"]({ err: problem.cause ?? error }, problem.message);
  // A caller who is not let in delivered nothing: there is nothing to acknowledge.
  const hopeless = isTerminal(error) && problem.status !== 401;
  return refuse(c, problem, traceId, hopeless ? 200 : problem.status);
}

function refuse(c: Context, problem: Problem, traceId: string, status = problem.status): Response {
  const body = JSON.stringify(problemBody(problem, instanceOf(c.req.url), traceId));
  return c.body(body, status as 500, problemHeaders(problem));
}

/** The token must be Google's, for this function, of the one account that may call it. */
function oidcCheck(config: Config, area: string): (authorization: string | undefined) => Promise<void> {
  const keys = createRemoteJWKSet(new URL(config.jobs.jwksUrl));
  const options = { issuer: config.jobs.issuer, audience: jobsUrl(config, area), algorithms: ["RS256"] };
  return async (authorization) => {
    const refused = (cause?: unknown) =>
      new Problem("authentication-required", "This needs the OIDC token of the jobs' service account.", {
        cause,
      });
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw refused();
    const { payload } = await jwtVerify(token, keys, options).catch((cause: unknown) => {
      throw refused(cause);
    });
    if (payload["email"] !== config.jobs.invoker || payload["email_verified"] !== true) throw refused();
  };
}

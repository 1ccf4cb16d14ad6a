import domain from "node:domain";
import http, { type RequestListener } from "node:http";
import type { Express, NextFunction, Request, Response } from "express";
import { Problem } from "../../shared/problem.ts";
import { type Draining, drainOnSignal } from "./drain.ts";
import { asProblem } from "./problem-json.ts";
import { receiveBody } from "./receive-body.ts";
import { refuseRaw } from "./refuse-raw.ts";

/**
 * functions-framework answers some requests by itself (malformed JSON, crashes with the error's message, paths it
 * ignores), unpacks bodies of any size, and on SIGTERM exits at once with requests in flight. Its one seam is
 * `http.createServer`: called before the framework makes its server, this puts our own reading, answers and
 * shutdown in place.
 */
export function hardenFramework(options: { maxBodyBytes: number; drainMs: number }): void {
  withoutDomains();
  const createServer = http.createServer;
  // The framework calls `createServer(app)`; every other form is left as it is.
  const hardened = ((listener: RequestListener) => {
    http.createServer = createServer;
    if (isExpress(listener)) answerForExpress(listener);
    const state: Draining = { draining: false, inFlight: 0 };
    const server = createServer((request, response) => {
      state.inFlight += 1;
      response.once("close", () => {
        state.inFlight -= 1;
      });
      if (state.draining) return refuseRaw(request, response, DRAINING, { close: true });
      receiveBody(request, options.maxBodyBytes).then(
        (rawBody) => {
          // Under this name Hono's adapter looks for it; Express's parsers find nothing left to read.
          if (rawBody) Object.assign(request, { rawBody });
          listener(request, response);
        },
        (error: unknown) => {
          if (!request.errored) refuseRaw(request, response, asProblem(error), { close: true });
        },
      );
    });
    server.keepAliveTimeout = IDLE_MS;
    server.once("listening", () => setImmediate(() => drainOnSignal(server, state, options.drainMs)));
    return server;
  }) as typeof http.createServer;
  http.createServer = hardened;
}

/**
 * The framework runs each request in a `node:domain`, which, once one was made, slows down every promise of the
 * process (decision 0017). Our application answers its own errors; what no request is to blame for ends the process.
 */
function withoutDomains(): void {
  const nothing = { on: () => nothing, run: (work: () => unknown) => work() };
  // Of a domain the framework uses `on` and `run`, and nothing else.
  domain.create = () => nothing as unknown as domain.Domain;
}

/**
 * Longer than whoever forwards to us keeps an idle connection (Google's load balancer: 600 s), or a request may
 * meet a connection that we are just closing.
 * https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries
 */
const IDLE_MS = 620_000;

const DRAINING = new Problem("feature-unavailable", "This instance is shutting down. Try again.", {
  retryAfterSeconds: 1,
});

const isExpress = (listener: RequestListener): listener is Express & RequestListener => "use" in listener;

/** Whatever the framework and Express would say themselves is said in our words; our own answers bypass both. */
function answerForExpress(app: Express): void {
  app.response.send = function send(this: Response) {
    refuseRaw(this.req, this, this.statusCode === 404 ? NOTHING_HERE : asProblem(undefined));
    return this;
  };
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else refuseRaw(request, response, isRequestFault(error) ? UNREADABLE : asProblem(error));
  });
}

const NOTHING_HERE = new Problem("resource-not-found", "There is nothing at this path.");
const UNREADABLE = new Problem("validation-error", "The request cannot be read.");

/** Express marks what the client is to blame for with a 4xx `status`. */
const isRequestFault = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "status" in error && Number(error.status) < 500;

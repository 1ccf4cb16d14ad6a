import type { IncomingMessage, ServerResponse } from "node:http";
import http from "node:http";
import { Problem } from "../../shared/problem.ts";
import { type Draining, drainOnSignal, logStray } from "./drain.ts";
import { asProblem } from "./problem-json.ts";
import { receiveBody } from "./receive-body.ts";
import { refuseRaw } from "./refuse-raw.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Hardening {
  readonly maxBodyBytes: number;
  readonly drainMs: number;
  /** What answers the requests of this process. */
  readonly listener: Listener;
}

/**
 * functions-framework answers some requests by itself (malformed JSON, crashes with the error's message, paths it
 * ignores), unpacks bodies of any size, on SIGTERM exits at once with requests in flight, and takes a request through
 * an Express application of eleven layers and a `node:domain` (decision 0017). Its one seam is `http.createServer`:
 * called before the framework makes its server, this puts our own reading, application and shutdown in place.
 */
export function hardenFramework({ maxBodyBytes, drainMs, listener }: Hardening): void {
  const createServer = http.createServer;
  // The framework calls `createServer(app)`; every other form is left as it is.
  const hardened = (() => {
    http.createServer = createServer;
    const state: Draining = { draining: false, inFlight: 0 };
    const server = createServer((request, response) => {
      state.inFlight += 1;
      response.once("close", () => {
        state.inFlight -= 1;
      });
      if (state.draining) return refuseRaw(request, response, DRAINING, { close: true });
      answer(request, response).catch((error: unknown) => {
        // The client has gone, and nobody waits for an answer.
        if (request.errored) return;
        if (!(error instanceof Problem)) logStray("request", error);
        if (response.headersSent) response.destroy();
        else refuseRaw(request, response, asProblem(error), { close: true });
      });
    });
    const answer: Listener = async (request, response) => {
      const rawBody = await receiveBody(request, maxBodyBytes);
      // Under this name Hono's adapter looks for it.
      if (rawBody) Object.assign(request, { rawBody });
      await listener(request, response);
    };
    server.keepAliveTimeout = IDLE_MS;
    server.once("listening", () => setImmediate(() => drainOnSignal(server, state, drainMs)));
    return server;
  }) as typeof http.createServer;
  http.createServer = hardened;
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

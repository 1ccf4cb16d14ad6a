import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { Express, NextFunction, Request, Response } from "express";
import { Problem } from "../../shared/problem.ts";
import { traceOf, traceparentOf } from "../telemetry/trace.ts";
import { asProblem, problemBody, problemHeaders } from "./problem-json.ts";

/**
 * functions-framework answers some requests by itself (malformed JSON: Express's HTML page), buffers bodies of
 * any size, and on SIGTERM exits at once with requests in flight. Its one seam is `http.createServer`: called
 * before the framework makes its server, this puts our own answers and our own shutdown in place.
 */
export function hardenFramework(options: { maxBodyBytes: number; drainMs: number }): void {
  const createServer = http.createServer;
  // The framework calls `createServer(app)`; every other form is left as it is.
  const hardened = ((listener: RequestListener) => {
    http.createServer = createServer;
    if (isExpress(listener)) listener.use(answerParseErrors);
    const drain = { draining: false, inFlight: 0 };
    const server = createServer((request, response) => {
      drain.inFlight += 1;
      response.once("close", () => {
        drain.inFlight -= 1;
      });
      if (drain.draining) return refuse(request, response, DRAINING, true);
      if (Number(request.headers["content-length"] ?? 0) > options.maxBodyBytes)
        return refuse(request, response, TOO_LARGE, true);
      listener(request, response);
    });
    // A request line or header that cannot be parsed never reaches the listener.
    server.on("clientError", (_error, socket) => {
      if (socket.writable)
        socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    server.once("listening", () => setImmediate(() => drainOnSignal(server, drain, options.drainMs)));
    return server;
  }) as typeof http.createServer;
  http.createServer = hardened;
}

const DRAINING = new Problem("feature-unavailable", "This instance is shutting down. Try again.", {
  retryAfterSeconds: 1,
});
const TOO_LARGE = new Problem("payload-too-large", "The body is larger than any call accepts.");

const isExpress = (listener: RequestListener): listener is Express & RequestListener => "use" in listener;

/** Takes the signals away from the framework, which would exit at once. */
function drainOnSignal(
  server: http.Server,
  state: { draining: boolean; inFlight: number },
  drainMs: number,
): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      state.draining = true;
      const deadline = Date.now() + drainMs;
      // The server goes on listening, so that a request that arrives now is told to try again.
      const check = setInterval(() => {
        if (state.inFlight > 0 && Date.now() < deadline) return;
        clearInterval(check);
        server.close();
        process.exit(0);
      }, 20);
    });
  }
}

/** Express's error handler: what its body parsers refused, in our words. */
function answerParseErrors(error: unknown, request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) next(error);
  else refuse(request, response, parseRefusal(error));
}

const parseErrorOf = (error: unknown): { type?: unknown; status?: unknown } =>
  typeof error === "object" && error !== null ? error : {};

function parseRefusal(error: unknown): Problem {
  const { type, status } = parseErrorOf(error);
  if (type === "entity.parse.failed") return new Problem("malformed-json", "The body is not valid JSON.");
  if (type === "entity.too.large") return TOO_LARGE;
  if (type === "encoding.unsupported" || type === "charset.unsupported")
    return new Problem("unsupported-media-type", "Send the body as UTF-8, not compressed.");
  return typeof status === "number" && status >= 400 && status < 500
    ? new Problem("validation-error", "The request cannot be read.")
    : asProblem(error);
}

function refuse(request: IncomingMessage, response: ServerResponse, problem: Problem, close = false): void {
  const traceparent = request.headers["traceparent"];
  const trace = traceOf(typeof traceparent === "string" ? traceparent : undefined);
  const body = problemBody(problem, (request.url ?? "/").split("?", 1)[0] ?? "/", trace.traceId);
  for (const [name, value] of Object.entries(problemHeaders(problem))) response.setHeader(name, value);
  response.setHeader("x-request-id", trace.traceId);
  response.setHeader("traceparent", traceparentOf(trace));
  response.setHeader("x-content-type-options", "nosniff");
  if (close) response.setHeader("connection", "close");
  response.statusCode = problem.status;
  response.end(JSON.stringify(body));
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem } from "../../shared/problem.ts";
import { traceOf, traceparentOf } from "../telemetry/trace.ts";
import { problemBody, problemHeaders } from "./problem-json.ts";

/** A client that is still sending gets this long to read its answer before the connection is closed. */
const LINGER_MS = 1000;

/**
 * Refuses a request that never reaches an application, in the words and headers an application would use.
 * `close` also ends the connection: what follows on it is not wanted.
 */
export function refuseRaw(
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
  { close = false } = {},
): void {
  const traceparent = request.headers["traceparent"];
  const trace = traceOf(typeof traceparent === "string" ? traceparent : undefined);
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const body = Buffer.from(JSON.stringify(problemBody(problem, path, trace.traceId)));
  response.writeHead(problem.status, {
    ...problemHeaders(problem),
    "x-request-id": trace.traceId,
    traceparent: traceparentOf(trace),
    "content-length": body.byteLength,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=15552000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(close && { connection: "close" }),
  });
  if (!close || request.complete) return void response.end(body);
  // Closed with bytes unread, the connection would be reset before the client has read why.
  response.write(body);
  request.resume();
  const overdue = setTimeout(() => response.end(), LINGER_MS);
  request.once("close", () => {
    clearTimeout(overdue);
    response.end();
  });
}

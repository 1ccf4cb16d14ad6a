import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { problemBody, problemHeaders } from "../../functions/platform/http/problem-json.ts";
import { traceOf } from "../../functions/platform/telemetry/trace.ts";
import { Problem } from "../../functions/shared/problem.ts";
import { closed, listening } from "./identity.ts";
import { type RoutedFunction, routes } from "./routes.ts";

const HOST = "127.0.0.1";
/** What Google's load balancer takes; Node's own limit is a quarter of it. */
const HEADER_BYTES = 64 * 1024;
/** As the load balancer keeps idle connections; clients must never be the ones surprised. */
const IDLE_MS = 610_000;
/** Headers of one connection, which a proxy does not pass on (RFC 9110 § 7.6.1). */
const HOP_BY_HOP = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"],
  "proxy-authenticate",
  "proxy-authorization",
]);

export interface Gateway {
  readonly url: string;
  /** Takes no new connections; requests under way go on. */
  drain(): void;
  /** Ends what is left. */
  stop(): Promise<void>;
}

interface GatewayOptions {
  readonly port: number;
  readonly functions: readonly RoutedFunction[];
  /** Where the function listens, once it has been started. */
  readonly portOf: (name: string) => number | undefined;
}

/**
 * One address for every function, as the load balancer gives in production: the path is kept, the client's address
 * is appended to `X-Forwarded-For`, answers stream as they come, and an end on one side ends the other.
 */
export async function startGateway({ port, functions, portOf }: GatewayOptions): Promise<Gateway> {
  const functionOf = routes(functions);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 256 });
  const server = createServer({ maxHeaderSize: HEADER_BYTES, requestTimeout: 0 }, (incoming, response) => {
    const path = pathOf(incoming);
    const name = functionOf(path);
    if (name === undefined) return refuse(incoming, response, path, NOT_FOUND);
    const target = portOf(name);
    if (target === undefined) refuse(incoming, response, path, unreachable(name));
    else forward({ incoming, response, path, name, port: target, agent });
  });
  server.keepAliveTimeout = IDLE_MS;
  const url = `http://${HOST}:${await listening(server, HOST, port)}`;
  return {
    url,
    drain: () => void server.close(),
    stop: async () => {
      agent.destroy();
      await closed(server);
    },
  };
}

const NOT_FOUND = new Problem("resource-not-found", "No function serves this path.");

/** The path of an origin-form or absolute-form request target (RFC 9112 § 3.2), as it was written. */
const pathOf = ({ url = "/" }: IncomingMessage): string =>
  url.replace(/^https?:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0] || "/";

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly name: string;
  readonly port: number;
  readonly agent: Agent;
}

function forward({ incoming, response, path, name, port, agent }: Exchange): void {
  const upstream = request({
    host: HOST,
    port,
    agent,
    method: incoming.method ?? "GET",
    path: (incoming.url ?? "/").replace(/^https?:\/\/[^/?#]*/i, "") || "/",
    headers: requestHeaders(incoming),
    setDefaultHeaders: false,
  });
  upstream.setNoDelay(true);
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    // An event stream's reader learns that it is connected before the first event.
    response.flushHeaders();
    answer.pipe(response);
    // Cut off in the middle, the client must not take what it has for the whole.
    answer.on("error", () => response.destroy());
  });
  upstream.on("error", (cause) => {
    if (response.destroyed) return;
    if (response.headersSent) response.destroy();
    else refuse(incoming, response, path, unreachable(name, cause));
  });
  response.on("close", () => {
    if (!response.writableFinished) upstream.destroy();
  });
  incoming.on("error", () => upstream.destroy());
  incoming.pipe(upstream);
}

const unreachable = (name: string, cause?: unknown) =>
  new Problem("feature-unavailable", `The function ${name} is not running now.`, {
    cause,
    retryAfterSeconds: 1,
  });

/** `[name, value, name, value, …]`, which keeps repetitions and their order. */
function requestHeaders(incoming: IncomingMessage): string[] {
  const headers = endToEnd(incoming.rawHeaders, ["x-forwarded-for", "x-forwarded-proto", "expect"]);
  const supplied = incoming.headers["x-forwarded-for"];
  const client = incoming.socket.remoteAddress ?? "unknown";
  headers.push("X-Forwarded-For", supplied ? `${supplied}, ${client}` : client, "X-Forwarded-Proto", "http");
  // Only this header says that a body of unknown length follows.
  if (incoming.headers["transfer-encoding"]) headers.push("Transfer-Encoding", "chunked");
  return headers;
}

function endToEnd(raw: readonly string[], without: readonly string[] = []): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = "", value = ""] = [raw[i], raw[i + 1]];
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !without.includes(key)) kept.push(name, value);
  }
  return kept;
}

function refuse(incoming: IncomingMessage, response: ServerResponse, path: string, problem: Problem): void {
  const traceparent = incoming.headers["traceparent"];
  const { traceId } = traceOf(typeof traceparent === "string" ? traceparent : undefined);
  const body = JSON.stringify(problemBody(problem, path, traceId));
  // The body is not read: it may be unfinished, so the connection cannot be used again.
  if (!incoming.complete) response.setHeader("connection", "close");
  response.writeHead(problem.status, { ...problemHeaders(problem), "x-request-id": traceId });
  response.end(incoming.method === "HEAD" ? undefined : body);
  incoming.resume();
}

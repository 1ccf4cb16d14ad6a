import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { Settings } from "../config.ts";
import type { Env } from "./request.ts";

/** An answer is data, not a page: nothing in it may run, load or be framed. A page brings a policy of its own. */
const SECURITY: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: "cross-origin",
  xFrameOptions: "DENY",
  overwrite: false,
};

const corsOptions = (settings: Settings) => ({
  origin: settings.corsOrigins.includes("*") ? "*" : [...settings.corsOrigins],
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders:
    "Authorization Content-Type Idempotency-Key If-Match If-None-Match Last-Event-ID traceparent".split(" "),
  exposeHeaders:
    "Content-Disposition ETag Location Retry-After RateLimit RateLimit-Policy Idempotency-Replayed X-Request-Id".split(
      " ",
    ),
  maxAge: 7200,
});

type PlainHeaders = Readonly<Record<string, string>>;

export interface CommonHeaders {
  /** What every answer to a page of that origin carries. */
  of(origin: string | undefined): Promise<PlainHeaders>;
  /** The answer to a browser that asks whether it may call (a preflight). */
  preflight(request: Request): Response | Promise<Response>;
}

/**
 * The headers of browser safety. Hono's middlewares say what they are, once for each origin; setting them anew for
 * each answer, on objects made for the web's `fetch`, took a third of a request's time (decision 0022).
 */
export function commonHeaders(settings: Settings): CommonHeaders {
  const app = new Hono();
  app.use(secureHeaders(SECURITY));
  app.use(cors(corsOptions(settings)));
  app.get("/", (c) => c.body(null));
  const known = new Map<string, Promise<PlainHeaders>>();
  const ask = async (origin: string): Promise<PlainHeaders> =>
    Object.fromEntries((await app.request("/", { headers: origin ? { origin } : {} })).headers);
  return {
    of: (origin = "") => {
      // Any other origin is told the same as none: the map stays as small as the list in the settings.
      const key = settings.corsOrigins.includes(origin) ? origin : "";
      const headers = known.get(key) ?? ask(key);
      known.set(key, headers);
      return headers;
    },
    preflight: (request) => app.fetch(request),
  };
}

/**
 * Has a request's answers made of plain objects, which the adapter writes as they are: `common` first, then what
 * `header` sets, then what an answer brings itself.
 */
export function keepPlain(c: Context<Env>, common: PlainHeaders): void {
  const set: Record<string, string> = { ...common };
  c.header = (name, value, options) => {
    const key = name.toLowerCase();
    if (value === undefined) delete set[key];
    else set[key] = options?.append && set[key] !== undefined ? `${set[key]}, ${value}` : value;
  };
  const answer = (data: unknown, init: unknown, more: unknown, contentType?: string): Response => {
    const { status = 200, headers } =
      typeof init === "object" && init !== null
        ? (init as ResponseInit)
        : { status: init as number | undefined };
    const own = {
      ...(contentType !== undefined && { "content-type": contentType }),
      ...lowered(headers),
      ...lowered(more),
    };
    return new Response(data as ConstructorParameters<typeof Response>[0], {
      status,
      headers: { ...set, ...own },
    });
  };
  // Hono's signatures are generic over literal types that do not exist at run time; these do what they promise.
  c.newResponse = ((data, init, more) => answer(data, init, more)) as typeof c.newResponse;
  c.body = ((data: unknown, init: unknown, more: unknown) => answer(data, init, more)) as typeof c.body;
  c.text = ((text: unknown, init: unknown, more: unknown) =>
    answer(text, init, more, "text/plain; charset=UTF-8")) as typeof c.text;
  c.html = ((text: unknown, init: unknown, more: unknown) =>
    answer(text, init, more, "text/html; charset=UTF-8")) as typeof c.html;
  c.json = ((value: unknown, init: unknown, more: unknown) =>
    answer(JSON.stringify(value), init, more, "application/json")) as typeof c.json;
}

const lowered = (headers: unknown): Record<string, string> =>
  headers === undefined || headers === null
    ? {}
    : Object.fromEntries(
        // Ours are plain objects of strings; Hono also allows the web's own classes.
        Object.entries(headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]),
      );

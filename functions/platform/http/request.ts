import type { HttpBindings } from "@hono/node-server";
import type { Context, TypedResponse } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type { Caller, Origin } from "../../shared/caller.ts";
import type { TenantId } from "../../shared/id.ts";
import type { Settings } from "../config.ts";
import type { Transact } from "../firestore/transact.ts";
import type { Log } from "../telemetry/log.ts";
import type { Trace } from "../telemetry/trace.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Limiter } from "./rate-limit.ts";

/** What the request path needs from the product: given by the composition root. */
export interface HttpPorts {
  readonly projectId: string;
  readonly settings: Settings;
  readonly log: Log;
  /** @throws {Problem} 401 when the token is not one of ours, has expired or was revoked. */
  readonly verify: (token: string, tenantId: TenantId) => Promise<Caller>;
  readonly permits: (caller: Caller, permission: string) => boolean;
  readonly limiter: Limiter;
  readonly idempotency: Idempotency;
}

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    readonly trace: Trace;
    readonly tenantId: TenantId;
    readonly address: string;
    readonly endpoint: Endpoint;
    caller?: Caller;
  };
}

/** An answer as plain data, so that it can be stored with the effect it tells of. */
export interface Answer<B = unknown, S extends StatusCode = StatusCode> {
  readonly status: S;
  readonly headers?: { readonly [name: string]: string };
  readonly body: B;
}

export interface Idempotency {
  /**
   * Makes a creating call safe to repeat (draft-ietf-httpapi-idempotency-key-header): `work` gets a `transact`
   * whose transaction stores the answer together with the effect. Without a key, `work` simply runs.
   * @throws {Problem} `idempotency-conflict` (422) for the same key with another body, `conflict` (409) while
   * the first call is still running.
   */
  once<T, B, S extends StatusCode>(
    c: Context<Env>,
    work: (transact: Transact) => Promise<T>,
    answer: (result: T) => Answer<B, S>,
  ): Promise<TypedResponse<B, S, "json">>;
}

/** As much of a user agent as is kept; a client may send kilobytes. */
const USER_AGENT_LENGTH = 300;

/** Where the request came from. */
export const originOf = (c: Context<Env>): Origin => ({
  address: c.get("address"),
  userAgent: (c.req.header("user-agent") ?? "").slice(0, USER_AGENT_LENGTH),
});

/** The caller of a private endpoint. */
export function callerOf(c: Context<Env>): Caller {
  const caller = c.get("caller");
  if (!caller) throw new Error("a private endpoint was reached without a caller");
  return caller;
}

import { isUtf8 } from "node:buffer";
import type { Context } from "hono";
import type { Caller } from "../../shared/caller.ts";
import type { TenantId } from "../../shared/id.ts";
import { Problem } from "../../shared/problem.ts";
import type { Settings } from "../config.ts";
import { addressKey } from "./client-address.ts";
import type { Access, Endpoint } from "./endpoint.ts";
import type { Counted } from "./rate-limit.ts";
import type { Env, HttpPorts } from "./request.ts";

/** The tenant comes from the host a request was sent to, never from what it says about itself. */
export function tenantOf(settings: Settings, host: string | undefined): TenantId {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  const found = Object.entries(settings.tenants).find(([, hosts]) => hosts.includes(name));
  if (!found) throw new Problem("resource-not-found", "This host serves nobody.");
  // The tenants' names come from the environment's settings, not from the request.
  return found[0] as TenantId;
}

/** The bearer token of a request (RFC 6750 § 2.1), where it has one. */
export const bearer = (c: Context<Env>): string | undefined =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];

/**
 * The caller, where the request has a bearer token that is good. A public call ignores one it
 * cannot use: refresh and logout are called with an expired one.
 */
export async function verified(
  ports: HttpPorts,
  c: Context<Env>,
  endpoint: Endpoint,
): Promise<Caller | undefined> {
  const token = bearer(c);
  if (token === undefined) return undefined;
  if (endpoint.policy.access !== "public") return ports.verify(token, c.get("tenantId"));
  return ports.verify(token, c.get("tenantId")).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 401) return undefined;
    throw error;
  });
}

/** Whose calls a limit counts: a person's, or on a public call an address's, so that accounts buy no attempts. */
export function countedCall(c: Context<Env>, { policy }: Endpoint): Counted {
  const caller = policy.access === "public" ? undefined : c.get("caller");
  const key = caller?.userId ?? addressKey(c.get("address"));
  return { tenantId: c.get("tenantId"), limit: policy.limit, key, cost: policy.cost };
}

export function permit(ports: HttpPorts, access: Access, caller: Caller | undefined): void {
  if (access === "public") return;
  if (!caller) throw new Problem("authentication-required", "Send `Authorization: Bearer <access token>`.");
  if (access !== "signed-in" && !ports.permits(caller, access.permission))
    throw new Problem("access-denied", `This needs the permission ${access.permission}.`);
}

const JSON_TYPES = /^application\/(json|merge-patch\+json)\s*(;|$)/i;

export function refuseBody(c: Context<Env>, endpoint: Endpoint): void {
  const raw = c.env.incoming as typeof c.env.incoming & { rawBody?: Buffer };
  const length = raw.rawBody?.byteLength ?? Number(c.req.header("content-length") ?? 0);
  const { maxBodyBytes } = endpoint.policy;
  if (length > maxBodyBytes)
    throw new Problem("payload-too-large", `The body may have ${maxBodyBytes} bytes; it has ${length}.`);
  const type = c.req.header("content-type") ?? "";
  if (endpoint.route.request?.body?.required && !JSON_TYPES.test(type)) throw wrongMediaType();
  if (/;\s*charset=(?!"?utf-8"?\s*(;|$))/i.test(type)) throw wrongMediaType();
  // RFC 8259 § 8.1. A decoder would put U+FFFD in place of what it cannot read, and nobody would notice.
  if (raw.rawBody && JSON_TYPES.test(type) && !isUtf8(raw.rawBody))
    throw new Problem("malformed-json", "The body is not UTF-8.");
}

export const wrongMediaType = (): Problem =>
  new Problem("unsupported-media-type", "Send the body as application/json in UTF-8.");

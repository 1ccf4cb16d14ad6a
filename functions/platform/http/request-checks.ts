import type { Context } from "hono";
import type { Caller } from "../../shared/caller.ts";
import type { TenantId } from "../../shared/id.ts";
import { Problem } from "../../shared/problem.ts";
import type { Settings } from "../config.ts";
import type { Access, Endpoint } from "./endpoint.ts";
import type { Env, HttpPorts } from "./request.ts";

/** The tenant comes from the host a request was sent to, never from what it says about itself. */
export function tenantOf(settings: Settings, host: string | undefined): TenantId {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  const found = Object.entries(settings.tenants).find(([, hosts]) => hosts.includes(name));
  if (!found) throw new Problem("resource-not-found", "This host serves nobody.");
  // The tenants' names come from the environment's settings, not from the request.
  return found[0] as TenantId;
}

export function bearer(c: Context<Env>): string | undefined {
  const header = c.req.header("authorization");
  if (header === undefined) return undefined;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
  if (!token) throw new Problem("authentication-required", "Send `Authorization: Bearer <access token>`.");
  return token;
}

/** A public call ignores a token it cannot use: refresh and logout are called with an expired one. */
export async function verified(ports: HttpPorts, c: Context<Env>, endpoint: Endpoint, token: string) {
  if (endpoint.policy.access !== "public") return ports.verify(token, c.get("tenantId"));
  return ports.verify(token, c.get("tenantId")).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 401) return undefined;
    throw error;
  });
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
  if (endpoint.route.request?.body?.required && !JSON_TYPES.test(c.req.header("content-type") ?? ""))
    throw new Problem("unsupported-media-type", "Send the body as application/json.");
}

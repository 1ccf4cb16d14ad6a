import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { Settings } from "../../functions/platform/config.ts";
import { TenantId } from "../../functions/shared/id.ts";
import { CannotStart } from "./installation.ts";

type Tenants = Settings["tenants"];

/** As a `Host` header names it: lower case, without a port. */
const HostName = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:[.][a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$|^\[[0-9a-f:]+\]$/);

/** An environment's settings with one tenant more. @throws {CannotStart} when its name or a host is bad or taken. */
export function withTenant(
  text: string,
  { name, hosts }: { name: string; hosts: readonly string[] },
): string {
  const tenants = tenantsOf(text);
  if (!TenantId.safeParse(name).success)
    throw new CannotStart(`"${name}" is no tenant's name: 2 to 31 of a-z, 0-9 and -, a letter first.`);
  if (name in tenants) throw new CannotStart(`There is a tenant ${name} already.`);
  if (hosts.length === 0) throw new CannotStart("A tenant needs a host.");
  for (const host of hosts) {
    if (!HostName.safeParse(host).success)
      throw new CannotStart(`"${host}" is no host's name: lower case, no port, no path.`);
    const [owner] = Object.entries(tenants).find(([, theirs]) => theirs.includes(host)) ?? [];
    if (owner !== undefined) throw new CannotStart(`${host} belongs to the tenant ${owner}.`);
  }
  return replaced(text, { ...tenants, [name]: [...new Set(hosts)] });
}

/** An environment's settings without a tenant; the same text when they have none of that name. */
export function withoutTenant(text: string, name: string): string {
  const { [name]: gone, ...others } = tenantsOf(text);
  return gone === undefined ? text : replaced(text, others);
}

export const tenantsOf = (text: string): Tenants => Settings.parse(JSON.parse(text)).tenants;

const WIDTH = 110;

/** Only this member is written anew: the rest of the file is its editors' own. */
function replaced(text: string, tenants: Tenants): string {
  const entries = Object.entries(tenants).map(
    ([name, hosts]) => `${JSON.stringify(name)}: [${hosts.map((host) => JSON.stringify(host)).join(", ")}]`,
  );
  const line = `"tenants": { ${entries.join(", ")} }`;
  const member = line.length + 3 <= WIDTH ? line : `"tenants": {\n    ${entries.join(",\n    ")}\n  }`;
  const after = text.replace(/"tenants": \{[^}]*\}/, () => member);
  const wanted = { ...Settings.parse(JSON.parse(text)), tenants };
  if (!isDeepStrictEqual(Settings.parse(JSON.parse(after)), wanted))
    throw new CannotStart("The settings are not written as they are expected to be; edit them by hand.");
  return after;
}

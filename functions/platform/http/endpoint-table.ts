import type { Context } from "hono";
import { Problem } from "../../shared/problem.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Env } from "./request.ts";

/** Finds the endpoint a request is for, before it is routed: the checks depend on it. */
export function endpointTable(endpoints: Readonly<Record<string, Endpoint>>) {
  const byPath = Map.groupBy(Object.values(endpoints), ({ route }) => route.getRoutingPath());
  const patterns = [...byPath].map(([path, group]) => ({
    pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/:[^/]+/g, "[^/]+")}$`),
    literals: path.split("/").filter((part) => !part.startsWith(":")).length,
    group,
  }));
  // A literal segment wins over a parameter, as in the router.
  patterns.sort((a, b) => b.literals - a.literals);
  return {
    find(c: Context<Env>): Endpoint {
      const found = patterns.find(({ pattern }) => pattern.test(c.req.path));
      if (!found) throw new Problem("resource-not-found", "There is nothing at this path.");
      const method = c.req.method === "HEAD" ? "get" : c.req.method.toLowerCase();
      const endpoint = found.group.find(({ route }) => route.method === method);
      if (endpoint) return endpoint;
      c.header("allow", allowed(found.group));
      throw new Problem("method-not-allowed", `${c.req.path} does not answer ${c.req.method}.`);
    },
  };
}

function allowed(group: readonly Endpoint[]): string {
  const methods = group.map(({ route }) => route.method.toUpperCase());
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
}

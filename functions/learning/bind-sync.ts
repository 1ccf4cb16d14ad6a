import type { AreaApp } from "../platform/http/area-app.ts";
import { Problem } from "../platform/http/endpoint.ts";
import { instanceOf, logRefusal, problemBody } from "../platform/http/problem-json.ts";
import { callerOf, type HttpPorts } from "../platform/http/request.ts";
import { listChanges } from "./list-changes.ts";
import type { ScopeOf } from "./make-scope.ts";
import { syncEndpoints } from "./sync-contract.ts";
import { syncOperations } from "./sync-operations.ts";

/** What devices do without a network, and what they have to catch up with. */
export function bindSync(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  app.openapi(syncEndpoints.syncOperations.route, async (c) => {
    const known = scope(c);
    const deps: Parameters<typeof syncOperations>[0] = {
      ...known,
      mayReview: http.permits(callerOf(c), "review:write"),
      tell: (problem) => {
        logRefusal(http.log, problem);
        return Problem.parse(problemBody(problem, instanceOf(c.req.url), c.get("trace").traceId));
      },
    };
    const { operations } = c.req.valid("json");
    return c.json({ results: await syncOperations(deps, { userId: known.userId, operations }) }, 200);
  });

  app.openapi(syncEndpoints.listChanges.route, async (c) => {
    const known = scope(c);
    return c.json(await listChanges(known, { userId: known.userId, query: c.req.valid("query") }), 200);
  });
}

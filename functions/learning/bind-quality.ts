import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type HttpPorts } from "../platform/http/request.ts";
import { endpoints } from "./contract.ts";
import { findQuality } from "./find-quality.ts";
import type { ScopeOf } from "./make-scope.ts";

/** The quality report of a course. */
export function bindQuality(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  app.openapi(endpoints.getQuality.route, async (c) => {
    const known = scope(c);
    const mayReadKeys = http.permits(callerOf(c), "answer-key:read");
    const asked = { ...c.req.valid("param"), ...c.req.valid("query"), userId: known.userId, mayReadKeys };
    return c.json(await findQuality(known, asked), 200);
  });
}

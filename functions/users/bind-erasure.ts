import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { bearer } from "../platform/http/request-checks.ts";
import { endpoints } from "./contract.ts";
import { findErasure } from "./find-erasure.ts";
import type { ScopeOf } from "./make-scope.ts";
import { requestErasure } from "./request-erasure.ts";

/** When to ask how it is going. */
const POLL_SECONDS = "5";

/** The end of an account. */
export function bindErasure(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.deleteMe.route, async (c) => {
    const caller = callerOf(c);
    const { password } = c.req.valid("json");
    const accepted = await requestErasure(scope(caller), { caller, password, origin: originOf(c) });
    c.header("cache-control", "no-store");
    const location = `/v1/users/erasures/${accepted.taskId}`;
    return c.json(accepted, 202, { location, "retry-after": POLL_SECONDS });
  });

  app.openapi(endpoints.getErasure.route, async (c) => {
    const deps = scope({ tenantId: c.get("tenantId") });
    return c.json(await findErasure(deps, { ...c.req.valid("param"), token: bearer(c) }), 200);
  });
}

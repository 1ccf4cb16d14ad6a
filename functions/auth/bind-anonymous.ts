import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { dropTypeOfNothing } from "./bind-logins.ts";
import { endpoints } from "./contract.ts";
import { confidential, type ScopeOf } from "./make-scope.ts";
import { registerAnonymous } from "./register-anonymous.ts";
import { upgradeAnonymous } from "./upgrade-anonymous.ts";

/** Learning without an account, and making one later. */
export function bindAnonymous(app: AreaApp, scope: ScopeOf): void {
  app.use(endpoints.registerAnonymous.route.getRoutingPath(), (c, next) => {
    dropTypeOfNothing(c);
    return next();
  });

  app.openapi(endpoints.registerAnonymous.route, async (c) => {
    const signedIn = await registerAnonymous(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return c.json(signedIn, 201, { location: "/v1/users/me" });
  });

  app.openapi(endpoints.upgradeAnonymous.route, async (c) => {
    const input = { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") };
    const signedIn = await upgradeAnonymous(scope(c), input);
    confidential(c);
    return c.json(signedIn, 200);
  });
}

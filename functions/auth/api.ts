import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { bindAnonymous } from "./bind-anonymous.ts";
import { bindEmails } from "./bind-emails.ts";
import { bindFactors } from "./bind-factors.ts";
import { bindLogins } from "./bind-logins.ts";
import { bindPasskeys } from "./bind-passkeys.ts";
import { bindSessions } from "./bind-sessions.ts";
import { endpoints } from "./contract.ts";
import { type AuthDeps, makeScope, type ScopeOf } from "./make-scope.ts";

/** Verifiers may keep the keys this long: a new key verifies for longer than that before it signs. */
const JWKS_MAX_AGE_SECONDS = 300;

export function authApi(deps: AuthDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const open = makeScope(deps);
  const scope: ScopeOf = (c) => open(c.get("tenantId"));
  bindLogins(app, scope);
  bindSessions(app, scope);
  bindPasskeys(app, scope);
  bindAnonymous(app, scope);
  bindEmails(app, scope);
  bindFactors(app, scope);
  for (const { route } of [endpoints.getJwks, endpoints.getAuthJwks])
    app.openapi(route, async (c) => {
      c.header("cache-control", `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
      return c.json(await deps.tokens.jwks(), 200);
    });
  return app;
}

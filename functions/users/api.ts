import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { bindAdmin } from "./bind-admin.ts";
import { bindAudit } from "./bind-audit.ts";
import { bindErasure } from "./bind-erasure.ts";
import { bindExports, type ExportsDeps } from "./bind-exports.ts";
import { bindProfile } from "./bind-profile.ts";
import { endpoints } from "./contract.ts";
import { makeScope, type UsersDeps } from "./make-scope.ts";

export function usersApi(deps: UsersDeps & ExportsDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const scope = makeScope(deps);
  // Before the profile, whose path takes any word for an id.
  bindAudit(app, deps);
  bindProfile(app, scope);
  bindErasure(app, scope);
  bindAdmin(app, scope);
  bindExports(app, deps);
  return app;
}

import type { Database } from "../platform/firestore/database.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { callerOf, type HttpPorts } from "../platform/http/request.ts";
import { type AuditDeps, bindAudit } from "./bind-audit.ts";
import { endpoints } from "./contract.ts";
import { findUser } from "./find-user.ts";
import { userStore } from "./user-store.ts";

export interface UsersDeps extends AuditDeps {
  readonly db: Database;
  readonly http: HttpPorts;
}

export function usersApi(deps: UsersDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);

  app.openapi(endpoints.getMe.route, async (c) => {
    const { tenantId, userId } = callerOf(c);
    return c.json(await findUser({ users: userStore(deps.db, tenantId) }, { userId }), 200);
  });

  bindAudit(app, deps);
  return app;
}

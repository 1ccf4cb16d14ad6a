import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { callerOf } from "../platform/http/request.ts";
import { bindExports, type ExportsDeps } from "./bind-exports.ts";
import { endpoints } from "./contract.ts";
import { findUser } from "./find-user.ts";
import { userStore } from "./user-store.ts";

export type UsersDeps = ExportsDeps;

export function usersApi(deps: UsersDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);

  app.openapi(endpoints.getMe.route, async (c) => {
    const { tenantId, userId } = callerOf(c);
    return c.json(await findUser({ users: userStore(deps.db, tenantId) }, { userId }), 200);
  });

  bindExports(app, deps);
  return app;
}

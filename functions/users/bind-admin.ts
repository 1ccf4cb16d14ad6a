import { Position } from "../platform/firestore/list-page.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { changeRoles } from "./change-roles.ts";
import { endpoints } from "./contract.ts";
import { listUsers } from "./list-users.ts";
import type { ScopeOf } from "./make-scope.ts";
import { reinstateUser, suspendUser } from "./suspend-user.ts";

/** What those do who look after users. */
export function bindAdmin(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.listUsers.route, async (c) => {
    const caller = callerOf(c);
    const { cursorKey, everyUser: users } = scope(caller);
    const query = c.req.valid("query");
    const { q = "", role = "", status = "" } = query;
    const list = [caller.tenantId, caller.userId, "listUsers", q, role, status];
    return c.json(
      await listUsers({ users, cursors: cursors(await cursorKey(), list, Position) }, query),
      200,
    );
  });

  app.openapi(endpoints.changeRoles.route, async (c) => {
    const caller = callerOf(c);
    const input = { caller, origin: originOf(c), ...c.req.valid("param"), ...c.req.valid("json") };
    return c.json(await changeRoles(scope(caller), input), 200);
  });

  app.openapi(endpoints.suspendUser.route, async (c) => {
    const caller = callerOf(c);
    const { reason } = c.req.valid("json");
    const input = { caller, origin: originOf(c), ...c.req.valid("param"), reason };
    return c.json(await suspendUser(scope(caller), input), 200);
  });

  app.openapi(endpoints.reinstateUser.route, async (c) => {
    const caller = callerOf(c);
    const input = { caller, origin: originOf(c), ...c.req.valid("param") };
    return c.json(await reinstateUser(scope(caller), input), 200);
  });
}

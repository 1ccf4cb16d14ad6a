import { Position } from "../platform/firestore/list-page.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { changePassword } from "./change-password.ts";
import { confirmIdentity } from "./confirm-identity.ts";
import { endpoints } from "./contract.ts";
import { listSessions } from "./list-sessions.ts";
import { confidential, type ScopeOf } from "./make-scope.ts";
import { revokeSession } from "./revoke-session.ts";

/** What somebody who is signed in does with their sessions and their password. */
export function bindSessions(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.listSessions.route, async (c) => {
    const caller = callerOf(c);
    const deps = scope(c);
    const scopeOfList = [caller.tenantId, caller.userId, "listSessions"];
    const list = cursors(await deps.cursorKey(), scopeOfList, Position);
    const query = c.req.valid("query");
    return c.json(await listSessions({ ...deps, cursors: list }, { caller, query }), 200);
  });

  app.openapi(endpoints.revokeSession.route, async (c) => {
    await revokeSession(scope(c), { caller: callerOf(c), origin: originOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.reauthenticate.route, async (c) => {
    const input = { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") };
    const tokens = await confirmIdentity(scope(c), input);
    confidential(c);
    return c.json(tokens, 200);
  });

  app.openapi(endpoints.changePassword.route, async (c) => {
    await changePassword(scope(c), { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") });
    return c.body(null, 204);
  });
}

import { Position } from "../platform/firestore/list-page.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { addPasskey } from "./add-passkey.ts";
import { confirmByPasskey } from "./confirm-by-passkey.ts";
import { endpoints } from "./contract.ts";
import { listPasskeys } from "./list-passkeys.ts";
import { logInByPasskey } from "./log-in-by-passkey.ts";
import { confidential, type ScopeOf } from "./make-scope.ts";
import { prepareAssertion } from "./prepare-assertion.ts";
import { preparePasskey } from "./prepare-passkey.ts";
import { removePasskey } from "./remove-passkey.ts";

/** Passkeys: one's own, and signing in with one. */
export function bindPasskeys(app: AreaApp, scope: ScopeOf): void {
  bindOwn(app, scope);

  app.openapi(endpoints.preparePasskeyLogin.route, async (c) => {
    const about = { tid: c.get("tenantId"), purpose: "login", userId: null, passkeys: [] } as const;
    const options = await prepareAssertion(scope(c), about);
    confidential(c);
    return c.json(options, 200);
  });

  app.openapi(endpoints.logInByPasskey.route, async (c) => {
    const signedIn = await logInByPasskey(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return c.json(signedIn, 200);
  });

  app.openapi(endpoints.prepareConfirmation.route, async (c) => {
    const { tenantId: tid, userId } = callerOf(c);
    const deps = scope(c);
    const passkeys = await deps.passkeys.ofUser(userId);
    const options = await prepareAssertion(deps, { tid, purpose: "confirm", userId, passkeys });
    confidential(c);
    return c.json(options, 200);
  });

  app.openapi(endpoints.confirmByPasskey.route, async (c) => {
    const input = { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") };
    const tokens = await confirmByPasskey(scope(c), input);
    confidential(c);
    return c.json(tokens, 200);
  });
}

function bindOwn(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.preparePasskey.route, async (c) => {
    const options = await preparePasskey(scope(c), { caller: callerOf(c) });
    confidential(c);
    return c.json(options, 200);
  });

  app.openapi(endpoints.addPasskey.route, async (c) => {
    const input = { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") };
    const passkey = await addPasskey(scope(c), input);
    return c.json(passkey, 201, { location: `/v1/auth/passkeys/${passkey.id}` });
  });

  app.openapi(endpoints.listPasskeys.route, async (c) => {
    const caller = callerOf(c);
    const deps = scope(c);
    const scopeOfList = [caller.tenantId, caller.userId, "listPasskeys"];
    const list = cursors(await deps.cursorKey(), scopeOfList, Position);
    const query = c.req.valid("query");
    return c.json(await listPasskeys({ ...deps, cursors: list }, { caller, query }), 200);
  });

  app.openapi(endpoints.removePasskey.route, async (c) => {
    await removePasskey(scope(c), { caller: callerOf(c), origin: originOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });
}

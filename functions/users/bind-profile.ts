import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { changeProfile } from "./change-profile.ts";
import { endpoints } from "./contract.ts";
import { deactivateUser } from "./deactivate-user.ts";
import { findProfile } from "./find-profile.ts";
import { findUser } from "./find-user.ts";
import type { ScopeOf } from "./make-scope.ts";
import { DEFAULT_PREFERENCES, shownPreferences } from "./preferences.ts";
import { requestAvatar } from "./request-avatar.ts";
import { removeAvatar, setAvatar } from "./set-avatar.ts";
import { setPreferences } from "./set-preferences.ts";

/** Who somebody is: to themselves, and to others. */
export function bindProfile(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.getMe.route, async (c) => {
    const caller = callerOf(c);
    return c.json(await findUser({ users: scope(caller).everyUser }, caller), 200);
  });

  app.openapi(endpoints.changeMe.route, async (c) => {
    const caller = callerOf(c);
    const input = { caller, ifMatch: c.req.header("if-match"), change: c.req.valid("json") };
    return c.json(await changeProfile(scope(caller), input), 200);
  });

  app.openapi(endpoints.getPreferences.route, async (c) => {
    const caller = callerOf(c);
    const stored = await scope(caller).preferences.get(caller.userId);
    return c.json(stored ? shownPreferences(stored) : DEFAULT_PREFERENCES, 200);
  });

  app.openapi(endpoints.setPreferences.route, async (c) => {
    const caller = callerOf(c);
    const input = {
      userId: caller.userId,
      ifMatch: c.req.header("if-match"),
      preferences: c.req.valid("json"),
    };
    return c.json(await setPreferences(scope(caller), input), 200);
  });

  app.openapi(endpoints.requestAvatar.route, async (c) => {
    const caller = callerOf(c);
    const upload = await requestAvatar(scope(caller), { userId: caller.userId, ...c.req.valid("json") });
    c.header("cache-control", "no-store");
    return c.json(upload, 201, { location: "/v1/users/me/avatar" });
  });

  app.openapi(endpoints.setAvatar.route, async (c) => {
    const caller = callerOf(c);
    return c.json(await setAvatar(scope(caller), { userId: caller.userId, ...c.req.valid("json") }), 200);
  });

  app.openapi(endpoints.removeAvatar.route, async (c) => {
    const caller = callerOf(c);
    await removeAvatar(scope(caller), { userId: caller.userId });
    return c.body(null, 204);
  });

  app.openapi(endpoints.deactivateMe.route, async (c) => {
    const caller = callerOf(c);
    await deactivateUser(scope(caller), { caller, origin: originOf(c) });
    return c.body(null, 204);
  });

  app.openapi(endpoints.getProfile.route, async (c) => {
    const caller = callerOf(c);
    const { everyUser: users, preferences } = scope(caller);
    return c.json(await findProfile({ users, preferences }, { caller, ...c.req.valid("param") }), 200);
  });
}

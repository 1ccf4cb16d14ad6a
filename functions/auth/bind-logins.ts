import type { Context } from "hono";
import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type Env, originOf } from "../platform/http/request.ts";
import { endpoints } from "./contract.ts";
import { createFirebaseToken } from "./create-firebase-token.ts";
import { logIn } from "./log-in.ts";
import { logInByFirebase } from "./log-in-by-firebase.ts";
import { logOut } from "./log-out.ts";
import { confidential, type ScopeOf } from "./make-scope.ts";
import { refreshTokens } from "./refresh-tokens.ts";
import { registerUser } from "./register-user.ts";

/** Coming, staying and going. */
export function bindLogins(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.register.route, async (c) => {
    const signedIn = await registerUser(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return c.json(signedIn, 201, { location: "/v1/users/me" });
  });

  app.openapi(endpoints.login.route, async (c) => {
    const signedIn = await logIn(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return c.json(signedIn, 200);
  });

  app.openapi(endpoints.logInByFirebase.route, async (c) => {
    const signedIn = await logInByFirebase(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return signedIn.created ? c.json(signedIn, 201, { location: "/v1/users/me" }) : c.json(signedIn, 200);
  });

  app.openapi(endpoints.refresh.route, async (c) => {
    const tokens = await refreshTokens(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    confidential(c);
    return c.json(tokens, 200);
  });

  app.use(endpoints.logout.route.getRoutingPath(), (c, next) => {
    dropTypeOfNothing(c);
    return next();
  });

  app.openapi(endpoints.logout.route, async (c) => {
    const { refreshToken, allSessions = false } = c.req.valid("json");
    await logOut(scope(c), { caller: c.get("caller"), refreshToken, allSessions, origin: originOf(c) });
    return c.body(null, 204);
  });

  app.openapi(endpoints.createFirebaseToken.route, async (c) => {
    const token = await createFirebaseToken(scope(c), { caller: callerOf(c) });
    confidential(c);
    return c.json(token, 200);
  });
}

/** Many clients name a content type also when they send nothing, for calls that need no body. */
export function dropTypeOfNothing(c: Context<Env>): void {
  const length = c.req.header("content-length") ?? "0";
  if (length !== "0" || c.req.header("transfer-encoding") !== undefined) return;
  const headers = new Headers(c.req.header());
  headers.delete("content-type");
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers });
}

import type { Context } from "hono";
import type { Config } from "../platform/config.ts";
import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Database } from "../platform/firestore/database.ts";
import { Position } from "../platform/firestore/list-page.ts";
import type { Machinery } from "../platform/firestore/machinery.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Log } from "../platform/telemetry/log.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { userWriter } from "../users/write-user.ts";
import { changePassword } from "./change-password.ts";
import { confirmIdentity } from "./confirm-identity.ts";
import { endpoints } from "./contract.ts";
import { createFirebaseToken } from "./create-firebase-token.ts";
import { credentialStore } from "./credential-store.ts";
import { listSessions } from "./list-sessions.ts";
import { logIn } from "./log-in.ts";
import { logOut } from "./log-out.ts";
import { passwordHasher } from "./password-hasher.ts";
import { refreshTokens } from "./refresh-tokens.ts";
import { registerUser } from "./register-user.ts";
import { revocationStore } from "./revocation-store.ts";
import { revokeSession } from "./revoke-session.ts";
import { sessionStore } from "./session-store.ts";
import type { AccessTokens } from "./token-issuer.ts";

export interface AuthDeps {
  readonly config: Pick<Config, "environment">;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly db: Database;
  readonly machinery: Machinery;
  readonly http: HttpPorts;
  readonly transact: (tid: string) => Transact;
  readonly readSecret: ReadSecret;
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly tokens: AccessTokens;
  readonly firebase: FirebaseAuth;
}

/** 2^12 rounds take about 0.25 s of one core (OWASP asks for 2^10 or more); tests and laptops wait for less. */
const COST = { development: 10, staging: 12, production: 12 } as const;

/** Verifiers may keep the keys this long: a new key verifies for longer than that before it signs. */
const JWKS_MAX_AGE_SECONDS = 300;

export function authApi(deps: AuthDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const passwords = passwordHasher({ readSecret: deps.readSecret, cost: COST[deps.config.environment] });
  const revocations = revocationStore(deps.machinery);
  /** What a verb needs, for the tenant of the host. */
  const scope = (c: Context<Env>) => {
    const tid = c.get("tenantId");
    const { clock, newId, log, readSecret, tokens, firebase, db } = deps;
    const verbs = { clock, newId, log, readSecret, tokens, firebase, passwords, revocations };
    return {
      ...verbs,
      tid,
      transact: deps.transact(tid),
      users: userWriter(db, tid),
      accounts: credentialStore(db, tid),
      store: sessionStore(db, tid),
    };
  };
  /** Credentials are kept by nobody on their way. */
  const confidential = (c: Context<Env>) => c.header("cache-control", "no-store");

  app.openapi(endpoints.register.route, async (c) => {
    const signedIn = await registerUser(scope(c), { ...c.req.valid("json"), address: c.get("address") });
    confidential(c);
    return c.json(signedIn, 201, { location: "/v1/users/me" });
  });

  app.openapi(endpoints.login.route, async (c) => {
    const signedIn = await logIn(scope(c), { ...c.req.valid("json"), address: c.get("address") });
    confidential(c);
    return c.json(signedIn, 200);
  });

  app.openapi(endpoints.refresh.route, async (c) => {
    const tokens = await refreshTokens(scope(c), { ...c.req.valid("json"), address: c.get("address") });
    confidential(c);
    return c.json(tokens, 200);
  });

  app.use(endpoints.logout.route.getRoutingPath(), (c, next) => {
    dropTypeOfNothing(c);
    return next();
  });

  app.openapi(endpoints.logout.route, async (c) => {
    const { refreshToken, allSessions = false } = c.req.valid("json");
    await logOut(scope(c), { caller: c.get("caller"), refreshToken, allSessions });
    return c.body(null, 204);
  });

  app.openapi(endpoints.listSessions.route, async (c) => {
    const caller = callerOf(c);
    const scopeOfList = [caller.tenantId, caller.userId, "listSessions"];
    const list = cursors(await deps.cursorKey(), scopeOfList, Position);
    const query = c.req.valid("query");
    return c.json(await listSessions({ ...scope(c), cursors: list }, { caller, query }), 200);
  });

  app.openapi(endpoints.revokeSession.route, async (c) => {
    await revokeSession(scope(c), { caller: callerOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.reauthenticate.route, async (c) => {
    const tokens = await confirmIdentity(scope(c), { caller: callerOf(c), ...c.req.valid("json") });
    confidential(c);
    return c.json(tokens, 200);
  });

  app.openapi(endpoints.changePassword.route, async (c) => {
    await changePassword(scope(c), { caller: callerOf(c), ...c.req.valid("json") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.createFirebaseToken.route, async (c) => {
    const token = await createFirebaseToken(scope(c), { caller: callerOf(c) });
    confidential(c);
    return c.json(token, 200);
  });

  for (const { route } of [endpoints.getJwks, endpoints.getAuthJwks])
    app.openapi(route, async (c) => {
      c.header("cache-control", `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
      return c.json(await deps.tokens.jwks(), 200);
    });

  return app;
}

/** Many clients name a content type also when they send nothing, and a logout needs no body. */
function dropTypeOfNothing(c: Context<Env>): void {
  const length = c.req.header("content-length") ?? "0";
  if (length !== "0" || c.req.header("transfer-encoding") !== undefined) return;
  const headers = new Headers(c.req.header());
  headers.delete("content-type");
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers });
}

import type { Context } from "hono";
import { auditTrail } from "../platform/audit/audit-trail.ts";
import type { Config } from "../platform/config.ts";
import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Database } from "../platform/firestore/database.ts";
import type { Machinery } from "../platform/firestore/machinery.ts";
import { sharedCounts } from "../platform/firestore/shared-counts.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Env, HttpPorts } from "../platform/http/request.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Log } from "../platform/telemetry/log.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId, TenantId } from "../shared/id.ts";
import { userWriter } from "../users/write-user.ts";
import { credentialStore } from "./credential-store.ts";
import { guessStore } from "./guess-store.ts";
import { identityStore } from "./identity-store.ts";
import { oneTimeTokenStore } from "./one-time-token-store.ts";
import { passkeyStore } from "./passkey-store.ts";
import { passwordHasher } from "./password-hasher.ts";
import { revocationStore } from "./revocation-store.ts";
import { sessionStore } from "./session-store.ts";
import type { AccessTokens } from "./token-issuer.ts";
import { mailWriter } from "./write-mail.ts";

export interface AuthDeps {
  readonly config: Pick<Config, "environment" | "settings">;
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

export type AuthScope = ReturnType<ReturnType<typeof makeScope>>;

/** What the area's verbs need, by tenant: made once an instance, and opened for the tenant of each request. */
export function makeScope(deps: AuthDeps) {
  const { clock, newId, log, readSecret, tokens, firebase, db, cursorKey } = deps;
  const passwords = passwordHasher({ readSecret, cost: COST[deps.config.environment] });
  const revocations = revocationStore(deps.machinery);
  const { webauthn } = deps.config.settings;
  const verbs = {
    webauthn,
    clock,
    newId,
    log,
    readSecret,
    cursorKey,
    tokens,
    firebase,
    passwords,
    revocations,
  };
  const counts = sharedCounts(db);
  return (tid: TenantId) => ({
    ...verbs,
    counts,
    tid,
    transact: deps.transact(tid),
    users: userWriter(db, tid),
    accounts: credentialStore(db, tid),
    store: sessionStore(db, tid),
    guesses: guessStore(db, tid),
    oneTimeTokens: oneTimeTokenStore(db, tid),
    passkeys: passkeyStore(db, tid),
    identities: identityStore(db, tid),
    mail: mailWriter(db, tid),
    audit: auditTrail(db, tid),
  });
}

/** The scope of a request, for those that bind endpoints to verbs. */
export type ScopeOf = (c: Context<Env>) => AuthScope;

/** Credentials are kept by nobody on their way. */
export const confidential = (c: Context<Env>): void => c.header("cache-control", "no-store");

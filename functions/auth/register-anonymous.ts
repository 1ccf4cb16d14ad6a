import { type AuditTrail, newAuditKey } from "../platform/audit/audit-trail.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { type NewId, type TenantId, UserId } from "../shared/id.ts";
import { newUser, shownUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import { beginSession } from "./begin-session.ts";
import { newCredential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PresentedDevice } from "./device.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import type { SignedIn, UserRegistered } from "./login-contract.ts";
import { proveDevice } from "./prove-device.ts";
import type { SessionStore } from "./session-store.ts";

interface RegisterAnonymousDeps extends IssueDeps {
  readonly tid: TenantId;
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly audit: AuditTrail;
}

interface Visitor {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

const DISPLAY_NAME = "Learner";

/**
 * Makes a user without address and password, and signs in to it: its session is the only way in, until a passkey is
 * added or the user is upgraded.
 */
export async function registerAnonymous(deps: RegisterAnonymousDeps, input: Visitor): Promise<SignedIn> {
  const { tid, newId } = deps;
  const { locale, timeZone, device, origin } = input;
  const now = deps.clock();
  const createdAt = timestamp(now);
  const userId = UserId.parse(newId());
  const who = { id: userId, auditId: newId(), auditKey: newAuditKey() };
  const user = newUser({ ...who, email: null, displayName: DISPLAY_NAME, locale, timeZone }, now);
  const credential = { ...newCredential(userId, undefined, now), anonymousSince: createdAt };
  const { session, write } = beginSession(deps, { userId, origin, device });
  const data: UserRegistered = { userId, anonymous: true };
  const event = { id: newId(), type: "user.registered", tid, at: createdAt, data };
  await deps.transact(async ({ tx, publish }) => {
    deps.accounts.credentials.create(tx, userId, credential);
    deps.users.create(tx, user);
    write(tx);
    const act = { id: newId(), action: "user.registered", outcome: "success", actor: user } as const;
    deps.audit.record(tx, { ...act, origin }, now);
    publish(event);
  });
  return {
    user: shownUser(user),
    tokens: await issueTokens(deps, { tid, session, user }),
    ...(await proveDevice(deps, { tid, credential, device })),
  };
}

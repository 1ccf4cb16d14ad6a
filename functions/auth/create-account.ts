import { type AuditTrail, newAuditKey } from "../platform/audit/audit-trail.ts";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { type NewId, type TenantId, UserId } from "../shared/id.ts";
import { newUser, type StoredUser, shownUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import { beginSession } from "./begin-session.ts";
import { type Credential, newCredential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PresentedDevice } from "./device.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import type { SignedIn, UserRegistered } from "./login-contract.ts";
import { proveDevice } from "./prove-device.ts";
import type { SessionStore } from "./session-store.ts";

export interface CreateAccountDeps extends IssueDeps {
  readonly tid: TenantId;
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly audit: AuditTrail;
}

interface NewAccount {
  readonly who: Pick<StoredUser, "email" | "displayName"> & {
    readonly emailVerified?: boolean;
    readonly locale?: string | undefined;
    readonly timeZone?: string | undefined;
  };
  /** The document that claims the address, where there is one. */
  readonly addressId?: string;
  /** What they are to prove who they are with. */
  readonly proof: Partial<Credential>;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
  /** Writes that belong to it. It may run again. */
  readonly also?: (unit: Unit, made: { userId: UserId; now: Date }) => void;
}

/**
 * Makes an account and signs in to it, in one transaction, which fails as taken when the address has one: of two
 * newcomers with one address, one succeeds.
 */
export async function createAccount(deps: CreateAccountDeps, input: NewAccount): Promise<SignedIn> {
  const { tid, accounts, newId } = deps;
  const { addressId, device, origin } = input;
  const { emailVerified = false, ...who } = input.who;
  const now = deps.clock();
  const createdAt = timestamp(now);
  const userId = UserId.parse(newId());
  const log = { auditId: newId(), auditKey: newAuditKey() };
  const user = { ...newUser({ id: userId, ...log, ...who }, now), emailVerified };
  const anonymous = who.email === null;
  const since = anonymous && { anonymousSince: createdAt };
  const credential: Credential = { ...newCredential(userId, now), ...since, ...input.proof };
  const { session, write } = beginSession(deps, { userId, origin, device });
  const data: UserRegistered = { userId, anonymous };
  const event = { id: newId(), type: "user.registered", tid, at: createdAt, data };
  await deps.transact(async (unit) => {
    const { tx } = unit;
    if (addressId !== undefined) accounts.emailAddresses.create(tx, addressId, { userId, createdAt });
    accounts.credentials.create(tx, userId, credential);
    deps.users.create(tx, user);
    write(tx);
    const act = { id: newId(), action: "user.registered", outcome: "success", actor: user } as const;
    deps.audit.record(tx, { ...act, origin }, now);
    input.also?.(unit, { userId, now });
    unit.publish(event);
  });
  return {
    user: shownUser(user),
    tokens: await issueTokens(deps, { tid, session, user }),
    ...(await proveDevice(deps, { tid, credential, device })),
  };
}

import { type AuditTrail, newAuditKey } from "../platform/audit/audit-trail.ts";
import { isTaken } from "../platform/firestore/contention.ts";
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
import { type Email, emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import type { SignedIn, UserRegistered } from "./login-contract.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { proveDevice } from "./prove-device.ts";
import { readKey } from "./read-key.ts";
import type { SessionStore } from "./session-store.ts";

interface RegisterDeps extends IssueDeps, OfferTokenDeps {
  readonly tid: TenantId;
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly passwords: PasswordHasher;
  readonly audit: AuditTrail;
}

export interface Registration {
  readonly email: Email;
  readonly password: string;
  readonly displayName: string;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/**
 * Makes an account and signs in to it, in one transaction: of two registrations with one address, one succeeds.
 * @throws {Problem} `weak-password`; `conflict` when the address has an account.
 */
export async function registerUser(deps: RegisterDeps, input: Registration): Promise<SignedIn> {
  const { tid, accounts, newId } = deps;
  const { email, password, displayName, locale, timeZone, device, origin } = input;
  await checkPassword(password, { email, displayName });
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  // The transaction below decides; this spares a hash for an address that is known to be taken.
  if (await accounts.emailAddresses.get(addressId)) throw emailTaken();
  const passwordHash = await deps.passwords.hash(password);
  const now = deps.clock();
  const createdAt = timestamp(now);
  const userId = UserId.parse(newId());
  const user = newUser(
    { id: userId, auditId: newId(), auditKey: newAuditKey(), email, displayName, locale, timeZone },
    now,
  );
  const credential = newCredential(userId, passwordHash, now);
  const { session, write } = beginSession(deps, { userId, origin, device });
  const data: UserRegistered = { userId, anonymous: false };
  const event = { id: newId(), type: "user.registered", tid, at: createdAt, data };
  await deps
    .transact(async (unit) => {
      const { tx } = unit;
      accounts.emailAddresses.create(tx, addressId, { userId, createdAt });
      accounts.credentials.create(tx, userId, credential);
      deps.users.create(tx, user);
      write(tx);
      const act = { id: newId(), action: "user.registered", outcome: "success", actor: user } as const;
      deps.audit.record(tx, { ...act, origin }, now);
      offerToken(deps, unit, { userId, purpose: "verification", email, now });
      unit.publish(event);
    })
    .catch((error: unknown) => {
      throw isTaken(error) ? emailTaken() : error;
    });
  return {
    user: shownUser(user),
    tokens: await issueTokens(deps, { tid, session, user }),
    ...(await proveDevice(deps, { tid, credential, device })),
  };
}

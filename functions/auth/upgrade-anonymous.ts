import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { isTaken, untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { isAnonymous, type StoredUser, shownUser, withFields } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type Email, emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import type { SignedIn } from "./login-contract.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { readKey } from "./read-key.ts";
import { readOwnAccount } from "./read-own-account.ts";
import { type RenewSessionDeps, renewSession } from "./renew-session.ts";
import { requireFresh } from "./require-fresh.ts";

interface UpgradeDeps extends RenewSessionDeps, OfferTokenDeps {
  readonly transact: Transact;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
  readonly audit: AuditTrail;
}

interface Upgrade {
  readonly caller: Caller;
  readonly email: Email;
  readonly password: string;
  readonly displayName: string;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly origin: Origin;
}

/**
 * Gives an anonymous user an address, a password and a name. They stay who they are, so all that is theirs stays
 * theirs; of two upgrades at once, one succeeds.
 * @throws {Problem} `weak-password`; `conflict` when the user is not anonymous or the address has an account;
 * `fresh-authentication-required` for a user with a passkey; `account-suspended`; `session-ended`.
 */
export async function upgradeAnonymous(deps: UpgradeDeps, input: Upgrade): Promise<SignedIn> {
  const { caller, email, password, displayName } = input;
  // The commit decides; these spare a hash for what is known to be refused.
  await readAccount(deps, caller);
  await checkPassword(password, { email, displayName });
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  if (await deps.accounts.emailAddresses.get(addressId)) throw emailTaken();
  const passwordHash = await deps.passwords.hash(password);
  const user = await untilFresh(() => commit(deps, { ...input, addressId, passwordHash })).catch(
    (error: unknown) => {
      throw isTaken(error) ? emailTaken() : error;
    },
  );
  return { user: shownUser(user), tokens: await renewSession(deps, { caller, user }) };
}

async function commit(
  deps: UpgradeDeps,
  input: Upgrade & { addressId: string; passwordHash: string },
): Promise<StoredUser> {
  const { email, displayName, locale, timeZone, addressId, passwordHash, origin } = input;
  const { present, read } = await readAccount(deps, input.caller);
  const { userId, signIns } = present.credential;
  const now = deps.clock();
  const at = timestamp(now);
  const fields = { email, displayName, ...(locale && { locale }), ...(timeZone && { timeZone }) };
  await deps.transact(async (unit) => {
    const { tx } = unit;
    deps.accounts.emailAddresses.create(tx, addressId, { userId, createdAt: at });
    const proof = { passwordHash, signIns: signIns + 1, anonymousSince: null, updatedAt: at };
    deps.accounts.update(tx, present, proof);
    deps.users.update(tx, read, { fields, now });
    const act = { id: deps.newId(), action: "user.upgraded", outcome: "success", actor: read.user } as const;
    deps.audit.record(tx, { ...act, origin }, now);
    offerToken(deps, unit, { userId, purpose: "verification", email, now });
  });
  return withFields(read.user, fields, now);
}

/** The caller's account, if it may be upgraded. */
async function readAccount(deps: UpgradeDeps, caller: Caller) {
  const { present, read } = await readOwnAccount(deps, caller);
  if (!isAnonymous(read.user))
    throw new Problem("conflict", "This user is not anonymous: there is nothing to upgrade.");
  // Where there is another way to prove who one is, a token that was stolen must not make a password.
  if (present.credential.passkeys) requireFresh(deps, caller);
  return { present, read };
}

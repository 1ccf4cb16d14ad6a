import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { UserId } from "../shared/id.ts";
import type { ReadUser, UserWriter } from "../users/write-user.ts";
import { AccountMoved } from "./account-moved.ts";
import type { Credential } from "./credential.ts";
import { PROVIDER_NAMES } from "./identity.ts";
import type { IdentityStore } from "./identity-store.ts";
import type { OneTimeTokenStore } from "./one-time-token-store.ts";
import { oneTimeTokenId, Purpose } from "./onetime.ts";
import type { StoredPasskey } from "./passkey.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import type { ProvedIdentity } from "./read-id-token.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type ShutOutDeps, shutOut } from "./shut-out.ts";
import type { MailWriter } from "./write-mail.ts";

export interface ReclaimDeps extends ShutOutDeps {
  readonly users: UserWriter;
  readonly identities: IdentityStore;
  readonly passkeys: PasskeyStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Gives an account to the owner of its address. Nobody has ever verified that address, so whoever made the account
 * may have waited for its owner to come: every way in that there was is removed in one commit, mailed links and
 * sessions included, and the provider's account is the only one.
 * @throws {Problem} `account-suspended`; `conflict` when the account was changed at the same moment.
 */
export async function reclaimAccount(
  deps: ReclaimDeps,
  input: { userId: UserId; identity: ProvedIdentity; origin: Origin },
): Promise<void> {
  const { userId, identity, origin } = input;
  const { identityId: id, provider, firebaseUid } = identity;
  let found: ReadUser;
  let keys: StoredPasskey[];
  await shutOut(deps, {
    userId,
    reason: "revocation",
    before: async () => {
      found = await readUnverified(deps, input);
      keys = await deps.passkeys.ofUser(userId);
    },
    change: (credential) => onlyWayIn(credential, { [provider]: id }, timestamp(deps.clock())),
    also: (unit, now) => {
      const { tx } = unit;
      for (const key of keys) deps.passkeys.passkeys.remove(tx, key.id);
      for (const purpose of Purpose.options) deps.oneTimeTokens.remove(tx, oneTimeTokenId(purpose, userId));
      deps.identities.create(tx, id, { id, userId, provider, firebaseUid, createdAt: timestamp(now) });
      deps.users.update(tx, found, { fields: { emailVerified: true }, now });
      const act = { id: deps.newId(), action: "account.reclaimed", outcome: "success" } as const;
      const target = { type: "identity", id };
      deps.audit.record(tx, { ...act, actor: found.user, target, origin }, now);
      const facts = { what: whatChanged(PROVIDER_NAMES[provider]) };
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
    },
  });
}

async function readUnverified(
  deps: Pick<ReclaimDeps, "users">,
  { userId, identity }: { userId: UserId; identity: ProvedIdentity },
): Promise<ReadUser> {
  const found = await deps.users.read(userId);
  if (!found || found.user.emailVerified || found.user.email !== identity.email) throw new AccountMoved();
  refuseSuspended(found.user);
  return found;
}

/** A credential of which nothing is left but a provider's account; no device is known any more. */
const onlyWayIn = (
  { deviceEpoch }: Credential,
  identities: Credential["identities"],
  updatedAt: string,
): Partial<Credential> => ({
  passwordHash: undefined,
  ...{ totp: null, recoveryCodes: [], passkeys: 0, identities },
  ...{ deviceEpoch: deviceEpoch + 1, updatedAt },
});

const whatChanged = (name: string): string =>
  `You signed in with ${name} to an account whose address had never been confirmed. The password and everything else that signed in to it was removed`;

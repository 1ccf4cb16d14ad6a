import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Timestamp } from "../platform/firestore/database.ts";
import type { Unit } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId, UserId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { StoredUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import { AccountMoved } from "./account-moved.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import { PROVIDER_NAMES } from "./identity.ts";
import type { IdentityStore } from "./identity-store.ts";
import type { ProvedIdentity } from "./read-id-token.ts";
import type { MailWriter } from "./write-mail.ts";

export interface LinkIdentityDeps {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly identities: IdentityStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

interface Link {
  readonly userId: UserId;
  readonly identity: ProvedIdentity;
  /** The document that says whose the address is. */
  readonly addressId: string;
  readonly origin: Origin;
}

/**
 * Lets a provider's account sign in to the account whose verified address it has, in the commit of its first
 * sign-in, and tells the user. Nothing is linked by an address that is being given up meanwhile.
 * @throws {Problem} `prove`: `conflict` when the account has another one of the provider, or no longer the address.
 */
export function linkIdentity(deps: LinkIdentityDeps, input: Link) {
  const { userId, identity, addressId, origin } = input;
  const { identityId: id, provider, firebaseUid } = identity;
  const address = deps.accounts.emailAddresses;
  let read: { user: StoredUser; updateTime: Timestamp } | undefined;
  return {
    userId,
    prove: async ({ identities }: Credential) => {
      const [snapshot, user] = await Promise.all([address.ref(addressId).get(), deps.users.find(userId)]);
      const isTheirs = address.parse(snapshot)?.userId === userId && user?.emailVerified;
      if (!isTheirs || !snapshot.updateTime) throw new AccountMoved();
      if ((identities?.[provider] ?? id) !== id) throw hasAnother(PROVIDER_NAMES[provider]);
      read = { user, updateTime: snapshot.updateTime };
      return { identities: { ...identities, [provider]: id } };
    },
    also: (unit: Unit) => {
      if (!read) return;
      const now = deps.clock();
      const { user: actor, updateTime: lastUpdateTime } = read;
      // Changes nothing, and fails when the address was given up.
      unit.tx.update(address.ref(addressId), { userId }, { lastUpdateTime });
      deps.identities.create(unit.tx, id, { id, userId, provider, firebaseUid, createdAt: timestamp(now) });
      const act = { id: deps.newId(), action: "identity.linked", outcome: "success", actor } as const;
      deps.audit.record(unit.tx, { ...act, target: { type: "identity", id }, origin }, now);
      const facts = { what: `You can now sign in to your account with ${PROVIDER_NAMES[provider]}` };
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
    },
  };
}

const hasAnother = (name: string): Problem =>
  new Problem(
    "conflict",
    `Another ${name} account signs in to the account with your address. Sign in with that, or reset the password.`,
  );

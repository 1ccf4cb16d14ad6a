import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Settings } from "../platform/config.ts";
import { isTaken } from "../platform/firestore/contention.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId, UserId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { StoredUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { Challenge } from "./challenge.ts";
import { isCloned, passkeyId, type StoredPasskey, userHandle } from "./passkey.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import { verifyAssertion } from "./verify-assertion.ts";
import type { AssertionJson } from "./webauthn-contract.ts";
import type { MailWriter } from "./write-mail.ts";

export interface ProvePasskeyDeps {
  readonly webauthn: Settings["webauthn"];
  readonly transact: Transact;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly users: Pick<UserWriter, "find">;
  readonly passkeys: PasskeyStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

interface Presented {
  readonly challenge: Challenge;
  readonly response: AssertionJson;
  /** The only one it may prove to be; whoever the authenticator names, when absent. */
  readonly userId?: UserId;
  readonly origin: Origin;
}

/** A passkey that has signed. */
export interface ProvedPasskey {
  readonly user: StoredUser;
  /**
   * Looks again at the passkey, for a commit that uses what was proved; it may be called again.
   * @returns the writes of the commit, which fails as stale when the passkey was written since, and as taken when
   * the challenge was.
   */
  use(): Promise<(tx: Transaction) => void>;
}

/**
 * Lets a passkey prove whose it is. A failure is written to its owner's audit log; junk costs one read.
 * @throws {Problem} `invalid-credentials`, whatever the reason; `use` too, once the passkey is gone, or when its
 * count tells that there are two of it, which its owner is told.
 */
export async function provePasskey(deps: ProvePasskeyDeps, input: Presented): Promise<ProvedPasskey> {
  const { challenge, response, origin } = input;
  const id = passkeyId(response.id);
  const passkey = await deps.passkeys.passkeys.get(id);
  const user = passkey && (await deps.users.find(passkey.userId));
  if (!passkey || !user) throw notProved();
  const assertion = isOwners(passkey, input)
    ? await verifyAssertion(deps, { challenge, response, passkey })
    : undefined;
  if (!assertion) {
    await deps.transact(async ({ tx }) => {
      const act = { id: deps.newId(), action: "session.refused", outcome: "failure", to: user } as const;
      deps.audit.record(tx, { ...act, origin }, deps.clock());
    });
    throw notProved();
  }
  return {
    user,
    use: async () => {
      const present = await deps.passkeys.read(id);
      if (!present) throw notProved();
      if (isCloned(present.passkey, assertion.counter)) {
        await tellOfClone(deps, { ...input, user, passkey: present.passkey });
        throw notProved();
      }
      return (tx) => {
        deps.passkeys.use(tx, challenge);
        deps.passkeys.update(tx, present, { ...assertion, lastUsedAt: timestamp(deps.clock()) });
      };
    },
  };
}

/** One that finds itself names its user (WebAuthn Level 3 § 7.2, step 6); one that was asked for may. */
function isOwners(passkey: StoredPasskey, { response, userId }: Presented): boolean {
  const { userHandle: handle } = response.response;
  if (userId === undefined ? !handle : userId !== passkey.userId) return false;
  return !handle || handle === userHandle(passkey.userId);
}

/** The challenge is used up with it: an answer that is only sent twice raises no alarm. */
async function tellOfClone(
  deps: ProvePasskeyDeps,
  of: Presented & { user: StoredUser; passkey: StoredPasskey },
): Promise<void> {
  const { user, passkey, origin, challenge } = of;
  const now = deps.clock();
  await deps
    .transact(async (unit) => {
      deps.passkeys.use(unit.tx, challenge);
      const act = { id: deps.newId(), action: "passkey.cloned", outcome: "failure", to: user } as const;
      deps.audit.record(unit.tx, { ...act, origin }, now);
      if (user.email === null) return;
      const facts = { name: passkey.name, at: timestamp(now), address: origin.address };
      deps.mail.add(unit, { id: deps.newId(), userId: user.id, kind: "passkey-cloned", facts }, now);
    })
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
}

export const notProved = (): Problem =>
  new Problem("invalid-credentials", "This is not the answer of a passkey to a challenge of this API.");

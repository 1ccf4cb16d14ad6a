import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { isLastWayIn } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import { requireFresh } from "./require-fresh.ts";
import type { MailWriter } from "./write-mail.ts";

interface RemovePasskeyDeps {
  readonly transact: Transact;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly passkeys: PasskeyStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Removes one of the caller's passkeys. The commit writes to the credential, as every sign-in does: one that is
 * under way with the passkey comes too late.
 * @throws {Problem} `fresh-authentication-required`; `resource-not-found` when it is not theirs, or is gone;
 * `conflict` when nothing would be left to sign in with.
 */
export async function removePasskey(
  deps: RemovePasskeyDeps,
  input: { caller: Caller; passkeyId: string; origin: Origin },
): Promise<void> {
  const { caller, passkeyId: id, origin } = input;
  requireFresh(deps, caller);
  const { userId } = caller;
  await untilFresh(async () => {
    const present = await deps.accounts.read(userId);
    const [user, passkey] = await Promise.all([deps.users.find(userId), deps.passkeys.passkeys.get(id)]);
    if (!present || !user || passkey?.userId !== userId)
      throw new Problem("resource-not-found", "You have no such passkey.");
    if (isLastWayIn(present.credential)) throw new Problem("conflict", lastWayIn(user.email));
    const now = deps.clock();
    await deps.transact(async (unit) => {
      deps.passkeys.passkeys.remove(unit.tx, id);
      deps.accounts.update(unit.tx, present, { passkeys: (present.credential.passkeys ?? 1) - 1 });
      const act = { id: deps.newId(), action: "passkey.removed", outcome: "success", actor: user } as const;
      deps.audit.record(unit.tx, { ...act, target: { type: "passkey", id }, origin }, now);
      if (user.email === null) return;
      const facts = { what: `The passkey “${passkey.name}” was removed from your account` };
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
    });
  });
}

const lastWayIn = (email: string | null): string =>
  `Without this passkey you could not sign in any more. ${
    email === null
      ? "Give the account an e-mail address and a password first, at /v1/auth/anonymous/upgrade, or add another passkey."
      : "Set a password first, at /v1/auth/forgot-password, or add another passkey."
  }`;

import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { ownerOf } from "./check-second-factor.ts";
import type { CredentialStore } from "./credential-store.ts";
import { readKey } from "./read-key.ts";
import { type ReadOwnAccountDeps, readOwnAccount } from "./read-own-account.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery.ts";
import { openTotpSecret, stepOfCode } from "./totp.ts";
import { callerSubject, type TryPasswordDeps, tryPassword } from "./try-password.ts";
import type { MailWriter } from "./write-mail.ts";

export interface ConfirmTotpDeps extends TryPasswordDeps {
  readonly tid: string;
  readonly newId: NewId;
  readonly transact: Transact;
  readonly readSecret: ReadSecret;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Shows that the authenticator works: from now on it is asked for at every sign-in. The code is used up by it.
 * @returns the recovery codes, which nobody is shown again.
 * @throws {Problem} `conflict` when there is nothing to confirm; `invalid-credentials`; `account-locked`; as
 * `readOwnAccount`.
 */
export async function confirmTotp(
  deps: ConfirmTotpDeps & ReadOwnAccountDeps,
  input: { caller: Caller; code: string; origin: Origin },
): Promise<{ recoveryCodes: string[] }> {
  const { caller, code, origin } = input;
  const { userId } = caller;
  const owner = ownerOf(deps.tid, userId);
  const [totpKey, recoveryKey] = await Promise.all([
    readKey(deps.readSecret, "totp-key"),
    readKey(deps.readSecret, "recovery-code-key"),
  ]);
  const recoveryCodes = newRecoveryCodes();
  const hashes = recoveryCodes.map((each) => recoveryCodeHash(recoveryKey, owner, each));
  const checked = async () => {
    const { present, read } = await readOwnAccount(deps, caller);
    const { totp } = present.credential;
    if (!totp || totp.confirmedAt)
      throw new Problem("conflict", "There is no authenticator that waits to be confirmed.");
    const step = stepOfCode(openTotpSecret(totpKey, totp.secret, owner), code, deps.clock());
    if (step === undefined)
      throw new Problem("invalid-credentials", "The code is wrong.", {
        errors: [{ pointer: "#/code", detail: "is wrong" }],
      });
    return { present, user: read.user, totp: { ...totp, lastStep: step } };
  };
  const at = { subject: callerSubject(userId), address: origin.address };
  const right = await tryPassword(deps, at, checked);
  await untilFresh(async () => {
    const { present, user, totp } = await checked();
    const now = deps.clock();
    const confirmedAt = timestamp(now);
    await deps.transact(async (unit) => {
      const fields = { totp: { ...totp, confirmedAt }, recoveryCodes: hashes, updatedAt: confirmedAt };
      deps.accounts.update(unit.tx, present, fields);
      right.forget(unit.tx);
      const act = { id: deps.newId(), action: "second-factor.enabled", outcome: "success" } as const;
      deps.audit.record(unit.tx, { ...act, actor: user, origin }, now);
      const facts = { what: "An authenticator app was added to your account" };
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
    });
  });
  return { recoveryCodes };
}

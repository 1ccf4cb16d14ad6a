import { untilFresh } from "../platform/firestore/contention.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { checkOwnPassword, type OwnPasswordDeps } from "./check-own-password.ts";
import type { ConfirmTotpDeps } from "./confirm-totp.ts";
import { type ReadOwnAccountDeps, readOwnAccount } from "./read-own-account.ts";

/**
 * Removes the caller's authenticator and recovery codes. Whoever has a password proves it; who has none has signed
 * in recently.
 * @throws {Problem} `resource-not-found` when there is none; `invalid-credentials`; `account-locked`;
 * `fresh-authentication-required`; `validation-error` at `#/password` when it is left out; `session-ended`;
 * `account-suspended`.
 */
export async function removeTotp(
  deps: ConfirmTotpDeps & OwnPasswordDeps & ReadOwnAccountDeps,
  input: { caller: Caller; password: string | undefined; origin: Origin },
): Promise<void> {
  const { caller, origin } = input;
  const { userId } = caller;
  const { present: before } = await readOwnAccount(deps, caller);
  if (input.password === undefined && before.credential.passwordHash !== undefined) throw passwordWanted();
  const right = await checkOwnPassword(deps, input);
  await untilFresh(async () => {
    const { present, read } = await readOwnAccount(deps, caller);
    if (!present.credential.totp?.confirmedAt)
      throw new Problem("resource-not-found", "Your account has no authenticator.");
    const now = deps.clock();
    await deps.transact(async (unit) => {
      const fields = { totp: null, recoveryCodes: [], updatedAt: timestamp(now) };
      deps.accounts.update(unit.tx, present, fields);
      right?.forget(unit.tx);
      const act = { id: deps.newId(), action: "second-factor.disabled", outcome: "success" } as const;
      deps.audit.record(unit.tx, { ...act, actor: read.user, origin }, now);
      const facts = { what: "The authenticator app was removed from your account" };
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
    });
  });
}

const passwordWanted = (): Problem =>
  new Problem("validation-error", "Send your password.", {
    errors: [{ pointer: "#/password", detail: "is wanted of whoever has one" }],
  });

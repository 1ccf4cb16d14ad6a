import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { checkSecondFactor, type SecondFactor } from "./check-second-factor.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type RenewSessionDeps, renewSession } from "./renew-session.ts";
import type { Tokens } from "./tokens.ts";
import { callerSubject, type TryPasswordDeps, tryPassword } from "./try-password.ts";

interface ConfirmIdentityDeps extends RenewSessionDeps, TryPasswordDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

/**
 * Proves once more who the caller is: tokens of the same session whose `auth_time` is now. The session's refresh
 * token stays the one it was.
 * @throws {Problem} `invalid-credentials`; `mfa-required`; `account-locked`; `account-suspended`; `session-ended` with its `reason`.
 */
export async function confirmIdentity(
  deps: ConfirmIdentityDeps,
  input: { caller: Caller; password: string; origin: Origin } & SecondFactor,
): Promise<Tokens> {
  const { userId } = input.caller;
  const useFactor = await checkSecondFactor(deps, input);
  const user = await deps.users.find(userId);
  const at = { subject: callerSubject(userId), address: input.origin.address };
  const right = await tryPassword(deps, at, async () => {
    const credential = await deps.accounts.credentials.get(userId);
    const matches = await deps.passwords.matches(input.password, credential?.passwordHash);
    if (!matches || !credential || !user)
      throw new Problem("invalid-credentials", "The password is wrong.", {
        errors: [{ pointer: "#/password", detail: "is wrong" }],
      });
    useFactor(credential);
    return user;
  });
  refuseSuspended(right.value);
  await untilFresh(async () => {
    const present = await deps.accounts.read(userId);
    const used = present && useFactor(present.credential);
    await deps.transact(async ({ tx }) => {
      if (present && used && Object.keys(used).length > 0) deps.accounts.update(tx, present, used);
      right.forget(tx);
    });
  });
  return renewSession(deps, { caller: input.caller, user: right.value });
}

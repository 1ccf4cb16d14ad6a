import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type RenewSessionDeps, renewSession } from "./renew-session.ts";
import type { Tokens } from "./tokens.ts";
import { type TryPasswordDeps, tryPassword } from "./try-password.ts";

interface ConfirmIdentityDeps extends RenewSessionDeps, TryPasswordDeps {
  readonly transact: Transact;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

/**
 * Proves once more who the caller is: tokens of the same session whose `auth_time` is now. The session's refresh
 * token stays the one it was.
 * @throws {Problem} `invalid-credentials`; `account-locked`; `account-suspended`; `session-ended` with its `reason`.
 */
export async function confirmIdentity(
  deps: ConfirmIdentityDeps,
  input: { caller: Caller; password: string; origin: Origin },
): Promise<Tokens> {
  const { userId } = input.caller;
  const [credential, user] = await Promise.all([
    deps.accounts.credentials.get(userId),
    deps.users.find(userId),
  ]);
  const at = { subject: ["caller", userId], address: input.origin.address };
  const right = await tryPassword(deps, at, async () => {
    if ((await deps.passwords.matches(input.password, credential?.passwordHash)) && user) return user;
    throw new Problem("invalid-credentials", "The password is wrong.", {
      errors: [{ pointer: "#/password", detail: "is wrong" }],
    });
  });
  refuseSuspended(right.value);
  await deps.transact(async ({ tx }) => right.forget(tx));
  return renewSession(deps, { caller: input.caller, user: right.value });
}

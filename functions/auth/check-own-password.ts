import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { requireFresh } from "./require-fresh.ts";
import { callerSubject, type RightGuess, type TryPasswordDeps, tryPassword } from "./try-password.ts";

export interface OwnPasswordDeps extends TryPasswordDeps {
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

/**
 * Before a dangerous act that takes a password or a recent sign-in: checks the password where one is sent, else
 * when the caller last proved who they are.
 * @returns what forgets the failures before it, for the act's commit; nothing where no password was tried.
 * @throws {Problem} `invalid-credentials` at `#/password`; `account-locked`; `fresh-authentication-required`.
 */
export async function checkOwnPassword(
  deps: OwnPasswordDeps,
  input: { caller: Caller; password: string | undefined; origin: Origin },
): Promise<RightGuess<unknown> | undefined> {
  const { caller, password, origin } = input;
  if (password === undefined) {
    requireFresh(deps, caller);
    return undefined;
  }
  const at = { subject: callerSubject(caller.userId), address: origin.address };
  return tryPassword(deps, at, async () => {
    const credential = await deps.accounts.credentials.get(caller.userId);
    if (await deps.passwords.matches(password, credential?.passwordHash)) return;
    throw new Problem("invalid-credentials", "The password is wrong.", {
      errors: [{ pointer: "#/password", detail: "is wrong" }],
    });
  });
}

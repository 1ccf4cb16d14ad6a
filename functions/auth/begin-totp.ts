import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller } from "../shared/caller.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { ownerOf } from "./check-second-factor.ts";
import type { CredentialStore } from "./credential-store.ts";
import { readKey } from "./read-key.ts";
import { requireFresh } from "./require-fresh.ts";
import { newTotpSecret, otpauthUri, sealTotpSecret } from "./totp.ts";

interface BeginTotpDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly readSecret: ReadSecret;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
}

/**
 * Makes a secret for the caller's authenticator. It is asked for nowhere until a code was shown; one that was not
 * confirmed is replaced.
 * @throws {Problem} `fresh-authentication-required`; `conflict` when there is a confirmed one.
 */
export async function beginTotp(
  deps: BeginTotpDeps,
  input: { caller: Caller },
): Promise<{ secret: string; otpauthUri: string }> {
  const { userId } = input.caller;
  requireFresh(deps, input.caller);
  const user = await deps.users.find(userId);
  const key = await readKey(deps.readSecret, "totp-key");
  const secret = newTotpSecret();
  const sealed = sealTotpSecret(key, secret, ownerOf(deps.tid, userId));
  const changed = await deps.accounts.credentials.change(userId, (present) => {
    if (present.totp?.confirmedAt)
      throw new Problem("conflict", "There is an authenticator already. Remove it first.");
    const totp = { secret: sealed, confirmedAt: null, lastStep: 0 };
    return { ...present, totp, updatedAt: timestamp(deps.clock()) };
  });
  if (!changed || !user) throw new Problem("authentication-required", "This account is gone.");
  return { secret, otpauthUri: otpauthUri(secret, user.email ?? user.displayName) };
}

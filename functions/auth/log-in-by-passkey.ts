import { isTaken } from "../platform/firestore/contention.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import type { Origin } from "../shared/caller.ts";
import { type AdmitDeps, admitUser } from "./admit-user.ts";
import type { PresentedDevice } from "./device.ts";
import type { SignedIn } from "./login-contract.ts";
import { openChallenge } from "./open-challenge.ts";
import { notProved, type ProvePasskeyDeps, provePasskey } from "./prove-passkey.ts";
import type { AssertionJson } from "./webauthn-contract.ts";

interface PasskeyLogin {
  readonly challengeId: string;
  readonly response: AssertionJson;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/**
 * Signs in with a passkey: a new session, in one commit with the use of the challenge and the passkey's new count.
 * The authenticator has verified its user, which makes two factors: no other is asked for.
 * @throws {Problem} `invalid-credentials`, whatever the reason; `account-suspended`, told only to whoever has the
 * passkey.
 */
export async function logInByPasskey(
  deps: AdmitDeps & ProvePasskeyDeps,
  input: PasskeyLogin,
): Promise<SignedIn> {
  const { challengeId, response, device, origin } = input;
  const scope = { tid: deps.tid, purpose: "login", userId: null } as const;
  const challenge = await openChallenge(deps, { ...scope, challengeId });
  if (!challenge) throw notProved();
  const { user, use } = await provePasskey(deps, { challenge, response, origin });
  let write: ((tx: Transaction) => void) | undefined;
  return admitUser(deps, {
    userId: user.id,
    device,
    origin,
    prove: async () => {
      write = await use();
      return {};
    },
    also: ({ tx }) => write?.(tx),
  }).catch((error: unknown) => {
    // The challenge: everything else that is created has a new name.
    throw isTaken(error) ? notProved() : error;
  });
}

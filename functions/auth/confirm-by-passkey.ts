import { isTaken, untilFresh } from "../platform/firestore/contention.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import type { ChallengeDeps } from "./issue-challenge.ts";
import { openChallenge } from "./open-challenge.ts";
import { notProved, type ProvePasskeyDeps, provePasskey } from "./prove-passkey.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type RenewSessionDeps, renewSession } from "./renew-session.ts";
import type { Tokens } from "./tokens.ts";
import type { AssertionJson } from "./webauthn-contract.ts";

interface PasskeyConfirmation {
  readonly caller: Caller;
  readonly challengeId: string;
  readonly response: AssertionJson;
  readonly origin: Origin;
}

/**
 * Proves once more who the caller is, with one of their passkeys: tokens of the same session whose `auth_time` is
 * now.
 * @throws {Problem} `invalid-credentials`, whatever the reason; `account-suspended`; `session-ended`.
 */
export async function confirmByPasskey(
  deps: ChallengeDeps & ProvePasskeyDeps & RenewSessionDeps,
  input: PasskeyConfirmation,
): Promise<Tokens> {
  const { caller, challengeId, response, origin } = input;
  const { userId, tenantId: tid } = caller;
  const challenge = await openChallenge(deps, { tid, purpose: "confirm", userId, challengeId });
  if (!challenge) throw notProved();
  const { user, use } = await provePasskey(deps, { challenge, response, userId, origin });
  refuseSuspended(user);
  await untilFresh(async () => {
    const write = await use();
    await deps.transact(async ({ tx }) => write(tx));
  }).catch((error: unknown) => {
    throw isTaken(error) ? notProved() : error;
  });
  return renewSession(deps, { caller, user });
}

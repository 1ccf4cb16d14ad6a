import type { Settings } from "../platform/config.ts";
import type { Caller } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { CHALLENGE_SECONDS } from "./challenge.ts";
import { type ChallengeDeps, issueChallenge } from "./issue-challenge.ts";
import { PASSKEY_ALGORITHMS, PASSKEYS_AT_MOST, tooManyPasskeys, userHandle } from "./passkey.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import { requireFresh } from "./require-fresh.ts";
import type { CreationOptions } from "./webauthn-contract.ts";

interface PreparePasskeyDeps extends ChallengeDeps {
  readonly webauthn: Settings["webauthn"];
  readonly users: Pick<UserWriter, "find">;
  readonly passkeys: PasskeyStore;
}

/**
 * What the caller's authenticator is to make a passkey with: one that finds itself at a login, made by an
 * authenticator that verifies its user and holds none of theirs yet.
 * @throws {Problem} `fresh-authentication-required`; `conflict` when the caller has as many as anybody may.
 */
export async function preparePasskey(
  deps: PreparePasskeyDeps,
  { caller }: { caller: Caller },
): Promise<CreationOptions> {
  requireFresh(deps, caller);
  const { userId, tenantId: tid } = caller;
  const [user, present] = await Promise.all([deps.users.find(userId), deps.passkeys.ofUser(userId)]);
  if (!user) throw new Problem("authentication-required", "This account is gone.");
  if (present.length >= PASSKEYS_AT_MOST) throw tooManyPasskeys();
  const { challengeId, challenge } = await issueChallenge(deps, { tid, purpose: "register", userId });
  const { rpId: id, rpName } = deps.webauthn;
  return {
    challengeId,
    options: {
      rp: { id, name: rpName },
      user: {
        id: userHandle(userId),
        name: user.email ?? user.displayName,
        displayName: user.displayName,
      },
      challenge,
      pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
      timeout: CHALLENGE_SECONDS * 1000,
      attestation: "none",
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      excludeCredentials: present.map(({ credentialId, transports }) => ({
        id: credentialId,
        type: "public-key",
        transports,
      })),
    },
  };
}

import type { Settings } from "../platform/config.ts";
import { CHALLENGE_SECONDS, type ChallengeScope } from "./challenge.ts";
import { type ChallengeDeps, issueChallenge } from "./issue-challenge.ts";
import type { StoredPasskey } from "./passkey.ts";
import type { RequestOptions } from "./webauthn-contract.ts";

/**
 * What an authenticator is to sign with one of the given passkeys, or without any, with whichever it has. Without,
 * nothing is read and nothing written: anybody may ask.
 */
export async function prepareAssertion(
  deps: ChallengeDeps & { webauthn: Settings["webauthn"] },
  { passkeys, ...scope }: ChallengeScope & { passkeys: readonly StoredPasskey[] },
): Promise<RequestOptions> {
  const { challengeId, challenge } = await issueChallenge(deps, scope);
  return {
    challengeId,
    options: {
      rpId: deps.webauthn.rpId,
      challenge,
      timeout: CHALLENGE_SECONDS * 1000,
      userVerification: "required",
      allowCredentials: passkeys.map(({ credentialId, transports }) => ({
        id: credentialId,
        type: "public-key",
        transports,
      })),
    },
  };
}

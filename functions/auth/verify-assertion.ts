import type { Settings } from "../platform/config.ts";
import type { Challenge } from "./challenge.ts";
import { isFramed, type StoredPasskey } from "./passkey.ts";
import type { AssertionJson } from "./webauthn-contract.ts";

/** What the authenticator says of itself in a signature that holds. */
export type Assertion = Pick<StoredPasskey, "counter" | "backedUp">;

/**
 * Checks that a passkey has signed a challenge, for one of our pages or apps and with its user verified (WebAuthn
 * Level 3 § 7.2). Its count is returned, not judged: only what is signed may raise an alarm, and the library looks
 * at the count first.
 * @returns `undefined` when anything in it is not right.
 */
export async function verifyAssertion(
  deps: { webauthn: Settings["webauthn"] },
  input: { challenge: Challenge; response: AssertionJson; passkey: StoredPasskey },
): Promise<Assertion | undefined> {
  const { rpId, origins } = deps.webauthn;
  const { challenge, response, passkey } = input;
  const { clientDataJSON, authenticatorData, signature } = response.response;
  // Loaded by those who use it: it takes longer to load than everything else here.
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const { isoBase64URL } = await import("@simplewebauthn/server/helpers");
  try {
    if (isFramed(clientDataJSON)) return undefined;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...response,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge.value,
      expectedOrigin: origins,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: isoBase64URL.toBuffer(passkey.publicKey),
        counter: 0,
      },
    });
    const { newCounter, credentialBackedUp, credentialDeviceType } = authenticationInfo;
    if (!verified || (credentialDeviceType === "multiDevice") !== passkey.backupEligible) return undefined;
    return { counter: newCounter, backedUp: credentialBackedUp };
  } catch {
    // What a stranger sent could not be read or did not hold; why is nobody else's affair.
    return undefined;
  }
}

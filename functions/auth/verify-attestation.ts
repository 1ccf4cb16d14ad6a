import type { Settings } from "../platform/config.ts";
import type { Challenge } from "./challenge.ts";
import { isFramed, PASSKEY_ALGORITHMS, type StoredPasskey } from "./passkey.ts";
import type { AttestationJson } from "./webauthn-contract.ts";

type NewCredential = Pick<
  StoredPasskey,
  "credentialId" | "publicKey" | "counter" | "backupEligible" | "backedUp" | "transports"
>;

/**
 * The credential that an authenticator has made for a challenge, its user verified (WebAuthn Level 3 § 7.1).
 * Attestation, which tells who made the authenticator, is neither asked for nor looked at: checking a statement
 * would fetch whatever its certificates name.
 * @returns `undefined` when anything in it is not right.
 */
export async function verifyAttestation(
  deps: { webauthn: Settings["webauthn"] },
  input: { challenge: Challenge; response: AttestationJson },
): Promise<NewCredential | undefined> {
  const { rpId, origins } = deps.webauthn;
  const { challenge, response } = input;
  const { clientDataJSON, attestationObject, transports = [] } = response.response;
  // Loaded by those who use it: it takes longer to load than everything else here.
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { decodeAttestationObject, isoBase64URL, isoCBOR } = await import("@simplewebauthn/server/helpers");
  try {
    if (isFramed(clientDataJSON)) return undefined;
    const authData = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get("authData");
    const unattested = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...response,
        clientExtensionResults: {},
        response: {
          clientDataJSON,
          attestationObject: isoBase64URL.fromBuffer(isoCBOR.encode(unattested)),
        },
      },
      expectedChallenge: challenge.value,
      expectedOrigin: origins,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: PASSKEY_ALGORITHMS,
    });
    // The library does not compare the two.
    if (registrationInfo?.credential.id !== response.id) return undefined;
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: isoBase64URL.fromBuffer(credential.publicKey),
      counter: credential.counter,
      backupEligible: credentialDeviceType === "multiDevice",
      backedUp: credentialBackedUp,
      transports,
    };
  } catch {
    // What a stranger sent could not be read or did not hold; why is nobody else's affair.
    return undefined;
  }
}

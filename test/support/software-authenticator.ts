import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

/** How an answer departs from what an honest authenticator and browser would say. */
export interface Departure {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** The user was there, but was not verified. */
  readonly unverified?: boolean;
  readonly backedUp?: boolean;
  readonly backupEligible?: boolean;
  /** What it says of how often it has signed. */
  readonly counter?: number;
  readonly userHandle?: string;
}

const ORIGIN = "http://localhost:8080";
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
const ATTESTED = 0x40;

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest();
const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");

/** What an answer to creation options needs of them. */
interface Creation {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

/**
 * An authenticator with one ES256 credential, and the browser it is used in (WebAuthn Level 3): it makes real
 * attestations and assertions. `counts` is whether it counts its signatures, as hardware keys do and synced
 * passkeys do not.
 */
export function softwareAuthenticator({
  counts = false,
  credentialId = randomBytes(16),
}: {
  counts?: boolean;
  credentialId?: Buffer;
} = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = base64url(credentialId);
  let signed = 0;
  let handle = "";

  const clientData = (type: string, challenge: string, departure: Departure) =>
    Buffer.from(
      JSON.stringify({
        type: departure.type ?? type,
        challenge,
        origin: departure.origin ?? ORIGIN,
        crossOrigin: departure.crossOrigin ?? false,
      }),
    );

  const authenticatorData = (rpId: string, departure: Departure, attested?: Buffer) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(departure.counter ?? (counts ? ++signed : 0));
    const flags =
      USER_PRESENT |
      (departure.unverified ? 0 : USER_VERIFIED) |
      ((departure.backupEligible ?? !counts) ? BACKUP_ELIGIBLE : 0) |
      ((departure.backedUp ?? !counts) ? BACKED_UP : 0) |
      (attested ? ATTESTED : 0);
    return Buffer.concat([
      sha256(departure.rpId ?? rpId),
      Buffer.of(flags),
      counter,
      attested ?? Buffer.alloc(0),
    ]);
  };

  /** § 6.5.1: an AAGUID of zeros, the credential's id, and its public key in COSE. */
  const attestedCredential = () => {
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credentialId.length);
    return Buffer.concat([Buffer.alloc(16), length, credentialId, isoCBOR.encode(key)]);
  };

  return {
    id,
    /** What `navigator.credentials.create()` gives, as JSON. `attestation` is a statement that vouches for it. */
    make(
      options: Creation,
      departure: Departure & { attestation?: { fmt: string; attStmt: Map<string, string> } } = {},
    ) {
      handle = options.user.id;
      const { fmt = "none", attStmt = new Map<string, string>() } = departure.attestation ?? {};
      const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
        ["fmt", fmt],
        ["attStmt", attStmt],
        ["authData", authenticatorData(options.rp.id, departure, attestedCredential())],
      ]);
      return {
        ...{ id, rawId: id, type: "public-key" as const, authenticatorAttachment: "platform" },
        response: {
          clientDataJSON: base64url(clientData("webauthn.create", options.challenge, departure)),
          attestationObject: base64url(isoCBOR.encode(attestation)),
          transports: ["internal", "hybrid"],
        },
        clientExtensionResults: { credProps: { rk: true } },
      };
    },
    /** What `navigator.credentials.get()` gives, as JSON. */
    sign(options: { challenge: string; rpId: string }, departure: Departure = {}) {
      const client = clientData("webauthn.get", options.challenge, departure);
      const data = authenticatorData(options.rpId, departure);
      return {
        ...{ id, rawId: id, type: "public-key" as const, authenticatorAttachment: "platform" },
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(sign("sha256", Buffer.concat([data, sha256(client)]), privateKey)),
          userHandle: departure.userHandle ?? handle,
        },
        clientExtensionResults: {},
      };
    },
  };
}

export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>;

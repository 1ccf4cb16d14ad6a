import { randomBytes } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { type KeyName, SigningKey, type SymmetricKey } from "./key.ts";

const KEY_BYTES = 48;

/** A value for every secret, made anew: by Secret Manager's name, each to be stored as JSON. */
export async function newSecrets(): Promise<
  Record<KeyName | "access-token-keys" | "sendgrid-api-key", unknown>
> {
  return {
    "access-token-keys": { keys: [await newSigningKey()] },
    "challenge-key": newKey(),
    "cursor-key": newKey(),
    "device-proof-key": newKey(),
    "email-hash-key": newKey(),
    "one-time-token-key": newKey(),
    "password-pepper": newKey(),
    "recovery-code-key": newKey(),
    "refresh-token-key": newKey(),
    "totp-key": newKey(),
    // For SendGrid's stand-in; the real one is SendGrid's to make.
    "sendgrid-api-key": { key: `SG.${randomBytes(32).toString("base64url")}` },
  };
}

const newKey = (): SymmetricKey => ({ key: randomBytes(KEY_BYTES).toString("base64") });

/** A key pair named by its thumbprint (RFC 7638). */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return SigningKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "ES256", use: "sig" });
}

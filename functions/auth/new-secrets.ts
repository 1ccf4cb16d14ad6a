import { randomBytes } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { type KeyName, SigningKey, type SymmetricKey } from "./key.ts";

const KEY_BYTES = 48;

/** A value for every secret, made anew: by Secret Manager's name, each to be stored as JSON. */
export async function newSecrets(): Promise<Record<KeyName | "access-token-keys", unknown>> {
  return {
    "access-token-keys": { keys: [await newSigningKey()] },
    "cursor-key": newKey(),
    "device-proof-key": newKey(),
    "email-hash-key": newKey(),
    "password-pepper": newKey(),
    "refresh-token-key": newKey(),
  };
}

const newKey = (): SymmetricKey => ({ key: randomBytes(KEY_BYTES).toString("base64") });

/** A key pair named by its thumbprint (RFC 7638). */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return SigningKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "ES256", use: "sig" });
}

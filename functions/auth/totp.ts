import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { z } from "zod";

/** A user's authenticator (RFC 6238: SHA-1, six digits, thirty seconds), as the credential holds it. */
export const Totp = z.strictObject({
  /** The shared secret, encrypted. */
  secret: z.string(),
  /** When its first code was shown; until then it is asked for nowhere. */
  confirmedAt: z.iso.datetime().nullable(),
  /** The time step of the last code that was taken: no code is taken twice. */
  lastStep: z.int().nonnegative(),
});
export type Totp = z.infer<typeof Totp>;

/** A code as people type it. */
export const TotpCode = z
  .string()
  .max(20)
  .regex(/^\s*(?:\d\s*){6}$/, "must be the six digits that the authenticator shows")
  .meta({ example: "123 456" });

const STEP_SECONDS = 30;
/** RFC 4226 § 4 asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;

export const newTotpSecret = (): string =>
  new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer }).base32;

const authenticator = (secret: string, label = ""): TOTP =>
  new TOTP({ issuer: "Lyo", label, secret: Secret.fromBase32(secret), period: STEP_SECONDS });

/** What an authenticator reads from a QR code (Key URI Format). */
export const otpauthUri = (secret: string, label: string): string => authenticator(secret, label).toString();

/** The time step a code is of, one before and one after the present allowed (RFC 6238 § 5.2). */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = authenticator(secret).validate({ token: code.replace(/\s/g, ""), timestamp, window: 1 });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / STEP_SECONDS) + delta;
}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** The secret as it is stored; `owner` is bound to it, so that it works in nobody else's place. */
export function sealTotpSecret(key: Uint8Array, secret: string, owner: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key.subarray(0, KEY_BYTES), iv).setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString("base64");
}

/** @throws {Error} when the key or the owner is another, or the text was altered. */
export function openTotpSecret(key: Uint8Array, sealed: string, owner: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
  const decipher = createDecipheriv(CIPHER, key.subarray(0, KEY_BYTES), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
  return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}

import { z } from "zod";

/** A symmetric key as Secret Manager holds it: 256 bits or more. */
export const SymmetricKey = z.strictObject({
  key: z.base64().refine((key) => Buffer.from(key, "base64").length >= 32, "must have 32 bytes or more"),
});
export type SymmetricKey = z.infer<typeof SymmetricKey>;

/** Which symmetric keys there are: each is used for one thing. */
export type KeyName =
  | "challenge-key"
  | "cursor-key"
  | "device-proof-key"
  | "email-hash-key"
  | "one-time-token-key"
  | "password-pepper"
  | "recovery-code-key"
  | "refresh-token-key"
  | "totp-key";

/** A private P-256 key as a JWK (RFC 7517). */
export const SigningKey = z.strictObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.base64url(),
  y: z.base64url(),
  d: z.base64url(),
  kid: z.string().min(1),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
  /** When it was put into the list; absent for the first. */
  addedAt: z.iso.datetime().optional(),
  /** Since when it signs or, for a former key, signed; absent for the first, and for one that never did. */
  signingSince: z.iso.datetime().optional(),
});
export type SigningKey = z.infer<typeof SigningKey>;

/**
 * The secret `access-token-keys`: the first key signs, every one verifies. An instance may work with the list of
 * five minutes ago, so a rotation adds the next key at the end, moves it to the front when every instance knows
 * it, and drops the former one when the last token signed with it has expired: `npm run keys -- rotate`.
 */
export const SigningKeys = z.strictObject({ keys: z.array(SigningKey).min(1) });
export type SigningKeys = z.infer<typeof SigningKeys>;

/** The part of a key that anybody may see. */
export const PublicKey = SigningKey.omit({ d: true, addedAt: true, signingSince: true });
export type PublicKey = z.infer<typeof PublicKey>;

export const publicPart = ({ d: _, addedAt: __, signingSince: ___, ...key }: SigningKey): PublicKey => key;

import { createHmac } from "node:crypto";
import { z } from "zod";

/**
 * An e-mail address in the one form in which it is stored, compared and hashed: trimmed, NFKC, lower case, and
 * nothing else. Dots and `+tags` are kept: what they mean is their provider's affair. Letters of every script may
 * stand in it (RFC 6531); quoted local parts and address literals may not.
 */
export const Email = z
  .string()
  .max(400)
  .trim()
  .normalize("NFKC")
  .toLowerCase()
  .max(254)
  .regex(
    /^[^\s@"()<>[\]\\,;:\p{C}]{1,64}@[^\s@"()<>[\]\\,;:.\p{C}]+(\.[^\s@"()<>[\]\\,;:.\p{C}]+)+$/u,
    "must be an e-mail address",
  )
  .meta({ example: "ada@example.com" });
export type Email = z.infer<typeof Email>;

/** The document that holds an address: a keyed hash, so that the collection does not tell who has an account. */
export const emailId = (key: Uint8Array, email: Email): string =>
  createHmac("sha256", key).update(email).digest("hex");

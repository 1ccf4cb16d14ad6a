import { createHash } from "node:crypto";
import { z } from "zod";
import { UserId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";

export const PasskeyName = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1)
  .max(80)
  .regex(/^\P{Cc}+$/u, "must not hold control characters")
  .meta({ example: "Ada's phone" });

/** A passkey as its owner sees it. */
export const Passkey = z
  .strictObject({
    id: z.uuid(),
    name: PasskeyName,
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: "Null until it has signed somebody in" }),
    backedUp: z.boolean().meta({ description: "Whether it survives the loss of the device" }),
    transports: z
      .array(z.string().max(40))
      .max(10)
      .meta({ example: ["internal", "hybrid"] }),
  })
  .meta({ id: "Passkey" });
export type Passkey = z.infer<typeof Passkey>;

/** A public key credential (WebAuthn Level 3 § 4, "credential record"): `passkeys/{id}`. */
export const StoredPasskey = Passkey.extend({
  userId: UserId,
  /** The authenticator's name for it, base64url. */
  credentialId: z.string().max(1400),
  /** COSE, base64url. */
  publicKey: z.string().max(6000),
  /** How often the authenticator says it has signed; 0 for ever with one that does not count. */
  counter: z.int().nonnegative(),
  /** Whether it may be copied to other devices, which never changes. */
  backupEligible: z.boolean(),
});
export type StoredPasskey = z.infer<typeof StoredPasskey>;

/** A passkey without what is stored for the server alone. */
export const shownPasskey = (passkey: StoredPasskey): Passkey => {
  const { id, name, createdAt, lastUsedAt, backedUp, transports } = passkey;
  return { id, name, createdAt, lastUsedAt, backedUp, transports };
};

/** More than anybody has authenticators; a bound on what is asked of each of them. */
export const PASSKEYS_AT_MOST = 20;

export const tooManyPasskeys = (): Problem =>
  new Problem("conflict", `You have ${PASSKEYS_AT_MOST} passkeys already. Remove one first.`);

/** The COSE algorithms we ask for and take: ES256, EdDSA, RS256 (Windows). */
export const PASSKEY_ALGORITHMS = [-7, -8, -257];

/**
 * The document of a credential, by the authenticator's name for it: a UUID made of its hash (RFC 9562 § 5.8), so
 * that a credential is registered once, and found at a login without a query.
 */
export function passkeyId(credentialId: string): string {
  const hex = createHash("sha256").update(credentialId).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(12, 15)}`,
    `a${hex.slice(15, 18)}`,
    hex.slice(18, 30),
  ].join("-");
}

/** What an authenticator keeps of the user: their id, which says nothing about them (§ 14.6.1). */
export const userHandle = (userId: UserId): string => Buffer.from(userId).toString("base64url");

/**
 * Whether two authenticators seem to have the same key (§ 6.1.1): each signature is to come with a higher count
 * than the one before, where the authenticator counts at all.
 */
export const isCloned = ({ counter: before }: Pick<StoredPasskey, "counter">, counter: number): boolean =>
  (before > 0 || counter > 0) && counter <= before;

/** Whether the page that asked stood in a frame of another site's (§ 13.4.2). @throws when it is not client data. */
export function isFramed(clientDataJson: string): boolean {
  const data: unknown = JSON.parse(Buffer.from(clientDataJson, "base64url").toString("utf8"));
  return z.looseObject({ crossOrigin: z.boolean().default(false) }).parse(data).crossOrigin;
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { UserId } from "../shared/id.ts";
import { Email } from "./email.ts";

/** Who else may say who somebody is: both verify the addresses they tell of. */
export const Provider = z.enum(["google.com", "apple.com"]);
export type Provider = z.infer<typeof Provider>;

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  "google.com": "Google",
  "apple.com": "Apple",
};

/** Somebody's account with a provider, and whose it is here: `identities/{id}`. It names nobody. */
export const Identity = z.strictObject({
  id: z.string().length(64),
  userId: UserId,
  provider: Provider,
  /** What Firebase Auth calls them, to be deleted there with them. */
  firebaseUid: z.string().min(1),
  createdAt: z.iso.datetime(),
});
export type Identity = z.infer<typeof Identity>;

/** Some 1,000 characters, as Firebase makes them. */
export const IdToken = z.string().max(4096).meta({
  description: "A Firebase ID token of a sign-in with Google or Apple within the last five minutes",
});

/** What is relied on of a Firebase ID token (https://firebase.google.com/docs/auth/admin/verify-id-tokens). */
export const IdTokenClaims = z.object({
  sub: z.string().min(1).max(128),
  email: Email,
  email_verified: z.boolean(),
  /** When they signed in with the provider; refreshing the token does not change it. */
  auth_time: z.int(),
  name: z.string().optional(),
  firebase: z.object({
    sign_in_provider: Provider,
    identities: z.record(z.string(), z.unknown()),
    /** Tenants of Identity Platform have providers of their own, which are not ours. */
    tenant: z.undefined().optional(),
  }),
});
export type IdTokenClaims = z.infer<typeof IdTokenClaims>;

/** The provider's name for the account behind a token; it outlives both its address and the Firebase user. */
export function subjectOf({ firebase }: IdTokenClaims): string | undefined {
  const { success, data } = z
    .tuple([z.string().min(1)])
    .safeParse(firebase.identities[firebase.sign_in_provider]);
  return success ? data[0] : undefined;
}

/** The document of a provider's account: a hash, of one length whatever the provider's names look like. */
export const identityId = (provider: Provider, subject: string): string =>
  createHash("sha256")
    .update(JSON.stringify([provider, subject]))
    .digest("hex");

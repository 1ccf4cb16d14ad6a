import { z } from "zod";

/** The shapes that browsers and platforms speak, as far as we use them (WebAuthn Level 3 § 5.1.8 and on). */

const bytes = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/, "must be base64url without padding");

/** A credential id has at most 1,023 bytes (WebAuthn Level 3 § 5.8.3). */
const CredentialId = bytes(1364);

/** What browsers answer: fields that they add, and will add, are left out rather than refused. */
const credential = { id: CredentialId, rawId: CredentialId, type: z.literal("public-key") };

export const AttestationJson = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes(8000),
      attestationObject: bytes(24_000),
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
  })
  .meta({
    id: "PasskeyAttestation",
    description: "`RegistrationResponseJSON`: what `toJSON()` of the new credential gives",
  });
export type AttestationJson = z.infer<typeof AttestationJson>;

export const AssertionJson = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: bytes(8000),
      authenticatorData: bytes(8000),
      signature: bytes(8000),
      userHandle: bytes(100).nullable().optional(),
    }),
  })
  .meta({
    id: "PasskeyAssertion",
    description: "`AuthenticationResponseJSON`: what `toJSON()` of the credential gives",
  });
export type AssertionJson = z.infer<typeof AssertionJson>;

const descriptor = z.strictObject({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.string()),
});

export const CreationOptions = z
  .strictObject({
    challengeId: z.string(),
    options: z
      .strictObject({
        rp: z.strictObject({ id: z.string(), name: z.string() }),
        user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
        challenge: z.string(),
        pubKeyCredParams: z.array(z.strictObject({ type: z.literal("public-key"), alg: z.int() })),
        timeout: z.int().meta({ description: "Milliseconds" }),
        attestation: z.literal("none"),
        authenticatorSelection: z.strictObject({
          residentKey: z.literal("required"),
          requireResidentKey: z.literal(true),
          userVerification: z.literal("required"),
        }),
        excludeCredentials: z.array(descriptor),
      })
      .meta({ description: "`PublicKeyCredentialCreationOptionsJSON`" }),
  })
  .meta({ id: "PasskeyCreationOptions" });
export type CreationOptions = z.infer<typeof CreationOptions>;

export const RequestOptions = z
  .strictObject({
    challengeId: z.string(),
    options: z
      .strictObject({
        rpId: z.string(),
        challenge: z.string(),
        timeout: z.int().meta({ description: "Milliseconds" }),
        userVerification: z.literal("required"),
        allowCredentials: z
          .array(descriptor)
          .meta({ description: "Empty at a login: the authenticator knows whose passkeys it has" }),
      })
      .meta({ description: "`PublicKeyCredentialRequestOptionsJSON`" }),
  })
  .meta({ id: "PasskeyRequestOptions" });
export type RequestOptions = z.infer<typeof RequestOptions>;

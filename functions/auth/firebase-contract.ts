import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Locale, TimeZone } from "../users/user.ts";
import { PresentedDevice } from "./device.ts";
import { IdToken } from "./identity.ts";
import { isOneFactor, NOT_BOTH, SECOND_FACTOR, SignedIn } from "./login-contract.ts";

const FirebaseSignedIn = SignedIn.extend({
  created: z.boolean().meta({ description: "Whether the account was made by this call" }),
}).meta({ id: "FirebaseSignedIn" });
export type FirebaseSignedIn = z.infer<typeof FirebaseSignedIn>;

const logInByFirebase = endpoint(
  {
    operationId: "logInByFirebase",
    method: "post",
    path: "/v1/auth/firebase",
    summary: "Sign in with Google or Apple",
    description:
      "Somebody new gets an account. Whoever has one with the same address signs in to that: where its address had never been verified, its password, second factor, passkeys and sessions are removed, because somebody else may have made it. A second factor is asked for as at POST /v1/auth/login.",
    request: {
      body: body(
        z
          .strictObject({
            idToken: IdToken,
            ...SECOND_FACTOR,
            locale: Locale.optional().meta({ description: "Of somebody new" }),
            timeZone: TimeZone.optional().meta({ description: "Of somebody new" }),
            device: PresentedDevice.optional(),
          })
          .refine(isOneFactor, NOT_BOTH)
          .meta({ id: "LogInByFirebase" }),
      ),
    },
    responses: {
      200: json(FirebaseSignedIn, "Signed in: a new session"),
      201: {
        ...json(FirebaseSignedIn, "Signed in to a new account; `Location` is the user"),
        headers: z.object({ location: z.string() }),
      },
      ...refusals(
        ...bodyRefusals,
        ...(["invalid-credentials", "mfa-required", "fresh-authentication-required"] as const),
        ...(["email-not-verified", "account-locked", "account-suspended", "conflict"] as const),
      ),
    },
  },
  { access: "public", limit: "login" },
);

export const firebaseEndpoints = { logInByFirebase };

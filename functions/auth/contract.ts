import { z } from "zod";
import { bearerRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { anonymousEndpoints } from "./anonymous-contract.ts";
import { emailEndpoints } from "./email-contract.ts";
import { factorEndpoints } from "./factor-contract.ts";
import { firebaseEndpoints } from "./firebase-contract.ts";
import { PublicKey } from "./key.ts";
import { loginEndpoints } from "./login-contract.ts";
import { passkeyEndpoints } from "./passkey-contract.ts";
import { passwordEndpoints } from "./password-contract.ts";
import { sessionEndpoints } from "./session-contract.ts";

const createFirebaseToken = endpoint(
  {
    operationId: "createFirebaseToken",
    method: "post",
    path: "/v1/auth/firebase-token",
    summary: "A custom token for the Firebase SDK",
    description: "For listening to one's own documents only. It ends with the session.",
    responses: {
      200: json(
        z
          .strictObject({
            firebaseToken: z.string(),
            expiresIn: z.int().positive().meta({ description: "Seconds it can be exchanged", example: 3600 }),
          })
          .meta({ id: "FirebaseToken" }),
        "For `signInWithCustomToken`",
      ),
      ...refusals(...bearerRefusals),
    },
  },
  { access: "signed-in" },
);

const keys = json(
  z.strictObject({ keys: z.array(PublicKey.meta({ id: "PublicKey" })) }).meta({ id: "JwkSet" }),
  "The keys that access tokens are signed with, as a JWK set (RFC 7517)",
);

const getJwks = endpoint(
  {
    operationId: "getJwks",
    method: "get",
    path: "/.well-known/jwks.json",
    summary: "The public keys of access tokens",
    responses: { 200: keys, ...refusals() },
  },
  { access: "public" },
);

const getAuthJwks = endpoint(
  {
    operationId: "getAuthJwks",
    method: "get",
    path: "/v1/auth/.well-known/jwks.json",
    summary: "The public keys of access tokens, under the area's own path",
    responses: { 200: keys, ...refusals() },
  },
  { access: "public" },
);

export const endpoints = {
  ...loginEndpoints,
  ...sessionEndpoints,
  ...passwordEndpoints,
  ...passkeyEndpoints,
  ...anonymousEndpoints,
  ...emailEndpoints,
  ...factorEndpoints,
  ...firebaseEndpoints,
  createFirebaseToken,
  getJwks,
  getAuthJwks,
};

/** What the private function answers: `POST /jobs/auth/<job>`. */
export const jobs = ["offer-reset", "send-mail"] as const;

import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { IdToken } from "./identity.ts";
import { isOneFactor, NOT_BOTH, SECOND_FACTOR } from "./login-contract.ts";
import { Password } from "./password.ts";
import { Tokens } from "./tokens.ts";

const reauthenticate = endpoint(
  {
    operationId: "reauthenticate",
    method: "post",
    path: "/v1/auth/reauthenticate",
    summary: "Prove once more who one is",
    description:
      "With the password, or with a Firebase ID token of a new sign-in to the Google or Apple account that signs in here: one of the two. Dangerous acts want an access token whose `auth_time` is at most five minutes old. The session and its refresh token stay the same.",
    request: {
      body: body(
        z
          .strictObject({ password: Password.optional(), idToken: IdToken.optional(), ...SECOND_FACTOR })
          .refine(isOneFactor, NOT_BOTH)
          .refine(({ password, idToken }) => (password === undefined) !== (idToken === undefined), {
            path: ["password"],
            error: "or idToken must be sent, and one of them only",
          })
          .meta({ id: "Reauthenticate" }),
      ),
    },
    responses: {
      200: json(Tokens, "Tokens of the same session, with a new `auth_time`"),
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        "invalid-credentials",
        "mfa-required",
        "account-locked",
        "account-suspended",
        "email-not-verified",
        "fresh-authentication-required",
      ),
    },
  },
  { access: "signed-in", limit: "login" },
);

const changePassword = endpoint(
  {
    operationId: "changePassword",
    method: "post",
    path: "/v1/auth/change-password",
    summary: "Change the password and end all other sessions",
    request: {
      body: body(
        z
          .strictObject({
            currentPassword: Password,
            newPassword: Password.meta({ description: "8 to 256 characters; no rules of composition" }),
          })
          .meta({ id: "ChangePassword" }),
      ),
    },
    responses: {
      204: { description: "The password is changed; this session goes on" },
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        "invalid-credentials",
        "account-locked",
        "account-suspended",
        "weak-password",
        "conflict",
      ),
    },
  },
  { access: "signed-in", limit: "login" },
);

export const passwordEndpoints = { reauthenticate, changePassword };

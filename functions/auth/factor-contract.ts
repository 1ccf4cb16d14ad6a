import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Password } from "./password.ts";
import { TotpCode } from "./totp.ts";

const getFactors = endpoint(
  {
    operationId: "getSecondFactor",
    method: "get",
    path: "/v1/auth/mfa",
    summary: "Whether the caller's account has a second factor",
    responses: {
      200: json(
        z
          .strictObject({
            totp: z.strictObject({
              enabled: z.boolean(),
              enabledAt: z.iso.datetime().nullable(),
              recoveryCodesLeft: z.int().nonnegative(),
            }),
          })
          .meta({ id: "SecondFactor" }),
        "What is asked for beside a password",
      ),
      ...refusals(...bearerRefusals),
    },
  },
  { access: "signed-in" },
);

const beginTotp = endpoint(
  {
    operationId: "beginTotp",
    method: "post",
    path: "/v1/auth/mfa/totp",
    summary: "Begin to use an authenticator app",
    description: "It is asked for from the first code on that is confirmed. Wants a recent sign-in.",
    responses: {
      200: json(
        z.strictObject({ secret: z.string(), otpauthUri: z.string() }).meta({ id: "NewTotp" }),
        "For the app, as text and as a QR code's content; shown once",
      ),
      ...refusals(...bearerRefusals, "fresh-authentication-required", "conflict"),
    },
  },
  { access: "signed-in" },
);

const confirmTotp = endpoint(
  {
    operationId: "confirmTotp",
    method: "post",
    path: "/v1/auth/mfa/totp/confirm",
    summary: "Show the authenticator's first code",
    request: { body: body(z.strictObject({ code: TotpCode }).meta({ id: "ConfirmTotp" })) },
    responses: {
      200: json(
        z.strictObject({ recoveryCodes: z.array(z.string()) }).meta({ id: "RecoveryCodes" }),
        "Each signs in once in place of a code; shown once",
      ),
      ...refusals(...bodyRefusals, ...bearerRefusals, "invalid-credentials", "account-locked", "conflict"),
    },
  },
  { access: "signed-in", limit: "login" },
);

const removeTotp = endpoint(
  {
    operationId: "removeTotp",
    method: "delete",
    path: "/v1/auth/mfa/totp",
    summary: "Stop using the authenticator app",
    description: "With the password; somebody who has none signs in anew first.",
    request: { body: body(z.strictObject({ password: Password.optional() }).meta({ id: "RemoveTotp" })) },
    responses: {
      204: { description: "A password alone signs in again" },
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        ...(["invalid-credentials", "account-locked", "fresh-authentication-required"] as const),
        ...(["resource-not-found", "account-suspended"] as const),
      ),
    },
  },
  { access: "signed-in", limit: "login" },
);

export const factorEndpoints = { getFactors, beginTotp, confirmTotp, removeTotp };

import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { UserId } from "../shared/id.ts";
import { DisplayName, Locale, TimeZone, User } from "../users/user.ts";
import { PresentedDevice } from "./device.ts";
import { Email } from "./email.ts";
import { Password } from "./password.ts";
import { RecoveryCode } from "./recovery.ts";
import { Tokens } from "./tokens.ts";
import { TotpCode } from "./totp.ts";

export const SignedIn = z
  .strictObject({
    user: User,
    tokens: Tokens,
    deviceProof: z
      .string()
      .optional()
      .meta({ description: "Answered when a device was given: its `proof` at the next sign-in" }),
    recoveryCodesLeft: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: "Answered when a recovery code was used up" }),
  })
  .meta({ id: "SignedIn" });

/** What is sent beside a password where the account has a second factor: one of the two. */
export const SECOND_FACTOR = { totpCode: TotpCode.optional(), recoveryCode: RecoveryCode.optional() };
export const isOneFactor = (sent: { totpCode?: string | undefined; recoveryCode?: string | undefined }) =>
  sent.totpCode === undefined || sent.recoveryCode === undefined;
export const NOT_BOTH = { path: ["recoveryCode"], error: "cannot be sent beside totpCode" };
export type SignedIn = z.infer<typeof SignedIn>;

const register = endpoint(
  {
    operationId: "register",
    method: "post",
    path: "/v1/auth/register",
    summary: "Make an account and sign in to it",
    request: {
      body: body(
        z
          .strictObject({
            email: Email,
            password: Password.meta({ description: "8 to 256 characters; no rules of composition" }),
            displayName: DisplayName,
            locale: Locale.optional(),
            timeZone: TimeZone.optional(),
            device: PresentedDevice.optional(),
          })
          .meta({ id: "Register" }),
      ),
    },
    responses: {
      201: {
        ...json(SignedIn, "The account exists; `Location` is the user"),
        headers: z.object({ location: z.string() }),
      },
      ...refusals(...bodyRefusals, "weak-password", "conflict"),
    },
  },
  { access: "public", limit: "register" },
);

const login = endpoint(
  {
    operationId: "login",
    method: "post",
    path: "/v1/auth/login",
    summary: "Sign in with a password",
    description: "A wrong password and an unknown address are answered alike.",
    request: {
      body: body(
        z
          .strictObject({
            email: Email,
            password: Password,
            ...SECOND_FACTOR,
            device: PresentedDevice.optional(),
          })
          .refine(isOneFactor, NOT_BOTH)
          .meta({ id: "Login" }),
      ),
    },
    responses: {
      200: json(SignedIn, "Signed in: a new session"),
      ...refusals(
        ...bodyRefusals,
        ...(["invalid-credentials", "mfa-required", "account-locked", "account-suspended"] as const),
      ),
    },
  },
  { access: "public", limit: "login" },
);

const refresh = endpoint(
  {
    operationId: "refresh",
    method: "post",
    path: "/v1/auth/refresh",
    summary: "Exchange a refresh token for the next one and a new access token",
    description:
      "A refresh token is good for one use. When the answer is lost, presenting the same token again within a minute gives the same successor; later it ends the session, because then somebody else may hold it.",
    request: {
      body: body(z.strictObject({ refreshToken: z.string().max(300) }).meta({ id: "Refresh" })),
    },
    responses: {
      200: json(Tokens, "The next tokens of the session"),
      ...refusals(
        ...bodyRefusals,
        "authentication-required",
        "token-reused",
        "session-ended",
        "account-suspended",
      ),
    },
  },
  { access: "public", limit: "refresh" },
);

const logout = endpoint(
  {
    operationId: "logout",
    method: "post",
    path: "/v1/auth/logout",
    summary: "End the session, or all of the user's",
    description:
      "The session is the bearer token's; without a valid one, that of the `refreshToken` in the body. Its access tokens are refused within seconds.",
    request: {
      body: {
        content: {
          "application/json": {
            schema: z
              .strictObject({
                refreshToken: z.string().max(300).optional(),
                allSessions: z.boolean().optional(),
              })
              .meta({ id: "Logout" }),
          },
        },
      },
    },
    responses: {
      204: { description: "The session has ended, now or before" },
      ...refusals(...bodyRefusals, "authentication-required"),
    },
  },
  { access: "public" },
);

export const loginEndpoints = { register, login, refresh, logout };

/** `user.registered`: somebody made an account. */
export const UserRegistered = z.strictObject({ userId: UserId, anonymous: z.boolean() });
export type UserRegistered = z.infer<typeof UserRegistered>;

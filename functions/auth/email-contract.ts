import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, refusals } from "../platform/http/endpoint.ts";
import { Email } from "./email.ts";
import { Password } from "./password.ts";

const Token = z.string().max(300).meta({ description: "As it stands after `#token=` in the mail's link" });
const TokenBody = z.strictObject({ token: Token });
const accepted = {
  202: {
    description: "It is being sent; `Retry-After` says when asking again makes sense",
    headers: z.object({ "retry-after": z.string() }),
  },
};

const verifyEmail = endpoint(
  {
    operationId: "verifyEmail",
    method: "post",
    path: "/v1/auth/verify-email",
    summary: "Confirm the e-mail address of an account",
    request: { body: body(TokenBody.meta({ id: "VerifyEmail" })) },
    responses: {
      204: { description: "The address is verified, now or before" },
      ...refusals(...bodyRefusals),
    },
  },
  { access: "public", limit: "login" },
);

const resendVerification = endpoint(
  {
    operationId: "resendVerification",
    method: "post",
    path: "/v1/auth/resend-verification",
    summary: "Send the link that verifies the caller's address again",
    responses: { ...accepted, ...refusals(...bearerRefusals) },
  },
  { access: "signed-in" },
);

const forgotPassword = endpoint(
  {
    operationId: "forgotPassword",
    method: "post",
    path: "/v1/auth/forgot-password",
    summary: "Mail a link to reset the password",
    description: "Answered alike whether or not the address has an account.",
    request: { body: body(z.strictObject({ email: Email }).meta({ id: "ForgotPassword" })) },
    responses: { ...accepted, ...refusals(...bodyRefusals) },
  },
  { access: "public", limit: "login" },
);

const resetPassword = endpoint(
  {
    operationId: "resetPassword",
    method: "post",
    path: "/v1/auth/reset-password",
    summary: "Choose a new password with the link that was mailed",
    description:
      "Everybody is signed out of the account. A weak password leaves the link good for another try.",
    request: {
      body: body(z.strictObject({ token: Token, newPassword: Password }).meta({ id: "ResetPassword" })),
    },
    responses: {
      204: { description: "The password is the new one" },
      ...refusals(...bodyRefusals, "weak-password", "account-suspended"),
    },
  },
  { access: "public", limit: "login" },
);

const confirmEmailChange = endpoint(
  {
    operationId: "confirmEmailChange",
    method: "post",
    path: "/v1/auth/confirm-email-change",
    summary: "Confirm a new e-mail address with the link that was mailed to it",
    request: { body: body(TokenBody.meta({ id: "ConfirmEmailChange" })) },
    responses: {
      204: { description: "The account has the new address" },
      ...refusals(...bodyRefusals, "conflict", "account-suspended"),
    },
  },
  { access: "public", limit: "login" },
);

export const emailEndpoints = {
  verifyEmail,
  resendVerification,
  forgotPassword,
  resetPassword,
  confirmEmailChange,
};

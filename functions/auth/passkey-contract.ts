import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { PresentedDevice } from "./device.ts";
import { SignedIn } from "./login-contract.ts";
import { Passkey, PasskeyName } from "./passkey.ts";
import { Tokens } from "./tokens.ts";
import { AssertionJson, AttestationJson, CreationOptions, RequestOptions } from "./webauthn-contract.ts";

const ChallengeId = z.string().max(200).meta({ description: "As it came with the options" });

const preparePasskey = endpoint(
  {
    operationId: "preparePasskey",
    method: "post",
    path: "/v1/auth/passkeys/register-options",
    summary: "What to make a passkey with",
    description:
      "Hand `options` to `PublicKeyCredential.parseCreationOptionsFromJSON` (or the platform's own call), and the credential it makes to POST /v1/auth/passkeys within five minutes.",
    responses: {
      200: json(CreationOptions, "For `navigator.credentials.create`"),
      ...refusals(...bearerRefusals, "fresh-authentication-required", "conflict"),
    },
  },
  { access: "signed-in" },
);

const addPasskey = endpoint(
  {
    operationId: "addPasskey",
    method: "post",
    path: "/v1/auth/passkeys",
    summary: "Add a passkey to the caller's account",
    description: "At most 20. The user is told by e-mail.",
    request: {
      body: body(
        z
          .strictObject({
            challengeId: ChallengeId,
            name: PasskeyName.optional().meta({ description: "The device's name when absent" }),
            response: AttestationJson,
          })
          .meta({ id: "AddPasskey" }),
      ),
    },
    responses: {
      201: {
        ...json(Passkey, "It signs in from now on; `Location` is the passkey"),
        headers: z.object({ location: z.string() }),
      },
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        "fresh-authentication-required",
        "account-suspended",
        "conflict",
      ),
    },
  },
  { access: "signed-in" },
);

const listPasskeys = endpoint(
  {
    operationId: "listPasskeys",
    method: "get",
    path: "/v1/auth/passkeys",
    summary: "The caller's passkeys, newest first",
    request: { query: PageQuery },
    responses: { 200: json(page(Passkey), "One page of passkeys"), ...refusals(...bearerRefusals) },
  },
  { access: "signed-in" },
);

const removePasskey = endpoint(
  {
    operationId: "removePasskey",
    method: "delete",
    path: "/v1/auth/passkeys/{passkeyId}",
    summary: "Remove one of the caller's passkeys",
    description:
      "It signs nobody in any more; sessions that it began go on. The last way to sign in stays: 409. The user is told by e-mail.",
    request: { params: z.object({ passkeyId: z.uuid() }) },
    responses: {
      204: { description: "The passkey is removed" },
      ...refusals(...bearerRefusals, "fresh-authentication-required", "resource-not-found", "conflict"),
    },
  },
  { access: "signed-in" },
);

const preparePasskeyLogin = endpoint(
  {
    operationId: "preparePasskeyLogin",
    method: "post",
    path: "/v1/auth/passkeys/login-options",
    summary: "What to sign in by passkey with",
    description: "The same for everybody: it does not tell who has an account.",
    responses: { 200: json(RequestOptions, "For `navigator.credentials.get`"), ...refusals() },
  },
  { access: "public", limit: "login" },
);

const logInByPasskey = endpoint(
  {
    operationId: "logInByPasskey",
    method: "post",
    path: "/v1/auth/passkeys/login",
    summary: "Sign in with a passkey",
    description:
      "The authenticator has verified its user, so no second factor is asked for. Options are good for five minutes and for one answer.",
    request: {
      body: body(
        z
          .strictObject({
            challengeId: ChallengeId,
            response: AssertionJson,
            device: PresentedDevice.optional(),
          })
          .meta({ id: "LogInByPasskey" }),
      ),
    },
    responses: {
      200: json(SignedIn, "Signed in: a new session"),
      ...refusals(...bodyRefusals, "invalid-credentials", "account-suspended"),
    },
  },
  { access: "public", limit: "login" },
);

const prepareConfirmation = endpoint(
  {
    operationId: "prepareConfirmation",
    method: "post",
    path: "/v1/auth/passkeys/reauthenticate-options",
    summary: "What to prove by passkey with who one is",
    responses: {
      200: json(RequestOptions, "For `navigator.credentials.get`, with the caller's own passkeys"),
      ...refusals(...bearerRefusals),
    },
  },
  { access: "signed-in" },
);

const confirmByPasskey = endpoint(
  {
    operationId: "confirmByPasskey",
    method: "post",
    path: "/v1/auth/passkeys/reauthenticate",
    summary: "Prove once more who one is, by passkey",
    description: "As POST /v1/auth/reauthenticate. The session and its refresh token stay the same.",
    request: {
      body: body(
        z
          .strictObject({ challengeId: ChallengeId, response: AssertionJson })
          .meta({ id: "ConfirmByPasskey" }),
      ),
    },
    responses: {
      200: json(Tokens, "Tokens of the same session, with a new `auth_time`"),
      ...refusals(...bodyRefusals, ...bearerRefusals, "invalid-credentials", "account-suspended"),
    },
  },
  { access: "signed-in", limit: "login" },
);

export const passkeyEndpoints = {
  preparePasskey,
  addPasskey,
  listPasskeys,
  removePasskey,
  preparePasskeyLogin,
  logInByPasskey,
  prepareConfirmation,
  confirmByPasskey,
};

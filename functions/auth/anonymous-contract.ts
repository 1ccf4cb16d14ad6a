import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { DisplayName, Locale, TimeZone } from "../users/user.ts";
import { PresentedDevice } from "./device.ts";
import { Email } from "./email.ts";
import { SignedIn } from "./login-contract.ts";
import { Password } from "./password.ts";

const registerAnonymous = endpoint(
  {
    operationId: "registerAnonymous",
    method: "post",
    path: "/v1/auth/anonymous",
    summary: "Begin to learn without an account",
    description:
      "A user of their own, who keeps what they make for as long as they stay signed in, and for good once they are upgraded.",
    request: {
      body: {
        content: {
          "application/json": {
            schema: z
              .strictObject({
                locale: Locale.optional(),
                timeZone: TimeZone.optional(),
                device: PresentedDevice.optional(),
              })
              .meta({ id: "RegisterAnonymous" }),
          },
        },
      },
    },
    responses: {
      201: {
        ...json(SignedIn, "Signed in; `Location` is the user"),
        headers: z.object({ location: z.string() }),
      },
      ...refusals(...bodyRefusals),
    },
  },
  { access: "public", limit: "register" },
);

const upgradeAnonymous = endpoint(
  {
    operationId: "upgradeAnonymous",
    method: "post",
    path: "/v1/auth/anonymous/upgrade",
    summary: "Make an anonymous user's account one with an address and a password",
    description:
      "The user stays the same, and with them all that is theirs; so does the session. A user with a passkey must have signed in within five minutes.",
    request: {
      body: body(
        z
          .strictObject({
            email: Email,
            password: Password.meta({ description: "8 to 256 characters; no rules of composition" }),
            displayName: DisplayName,
            locale: Locale.optional(),
            timeZone: TimeZone.optional(),
          })
          .meta({ id: "UpgradeAnonymous" }),
      ),
    },
    responses: {
      200: json(SignedIn, "The same user, with new tokens of the same session"),
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        "fresh-authentication-required",
        "account-suspended",
        "weak-password",
        "conflict",
      ),
    },
  },
  { access: "signed-in", limit: "register" },
);

export const anonymousEndpoints = { registerAnonymous, upgradeAnonymous };

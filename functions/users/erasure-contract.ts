import { z } from "zod";
import { Password } from "../auth/password.ts";
import { bearerRefusals, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Erasure } from "./erasure.ts";

export const ErasureAccepted = z
  .strictObject({
    taskId: z.uuid(),
    statusToken: z.string().meta({ description: "Asks how it is going, also when the account is gone" }),
  })
  .meta({ id: "ErasureAccepted" });
export type ErasureAccepted = z.infer<typeof ErasureAccepted>;

const deleteMe = endpoint(
  {
    operationId: "deleteMe",
    method: "delete",
    path: "/v1/users/me",
    summary: "Delete the caller's account and everything in it",
    description:
      "With the password, or after a recent sign-in without it. The account is shut at once and for good; what it held is erased in the background. Backups and point-in-time recovery of the database keep what they hold for their stated time.",
    request: {
      body: {
        content: {
          "application/json": {
            schema: z.strictObject({ password: Password.optional() }).meta({ id: "DeleteMe" }),
          },
        },
      },
    },
    responses: {
      202: {
        ...json(ErasureAccepted, "It is being erased; `Location` says how it is going"),
        headers: z.object({ location: z.string(), "retry-after": z.string() }),
      },
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        ...(["access-denied", "invalid-credentials", "account-locked"] as const),
        "fresh-authentication-required",
      ),
    },
  },
  { access: { permission: "user:write" }, limit: "login" },
);

export const ShownErasure = Erasure.omit({ expireAt: true })
  .extend({ note: z.string().meta({ description: "What is kept elsewhere, and for how long" }) })
  .meta({ id: "Erasure" });
export type ShownErasure = z.infer<typeof ShownErasure>;

const getErasure = endpoint(
  {
    operationId: "getErasure",
    method: "get",
    path: "/v1/users/erasures/{taskId}",
    summary: "How the deletion of an account is going",
    description:
      "Asked with `Authorization: Bearer <statusToken>`: there is no account to sign in to any more.",
    request: { params: z.object({ taskId: z.uuid() }) },
    responses: {
      200: json(ShownErasure, "What was erased so far"),
      ...refusals("resource-not-found"),
    },
  },
  { access: "public" },
);

export const erasureEndpoints = { deleteMe, getErasure };

/** `POST /jobs/users/erase`. */
export const EraseJob = z.strictObject({
  tid: z.string(),
  erasureId: z.uuid(),
  userId: z.uuid(),
  /** The keyed hash of the address the account had. */
  addressId: z.string().nullable(),
  /** The second pass removes what was under way during the first, and what had to outlive it. */
  pass: z.union([z.literal(1), z.literal(2)]),
});
export type EraseJob = z.infer<typeof EraseJob>;

import { z } from "zod";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { AvatarType, MOST_AVATAR_BYTES } from "./avatar.ts";
import { User } from "./user.ts";

export const AvatarUpload = z
  .strictObject({
    avatarId: z.uuid(),
    uploadUrl: z.url().meta({ description: "Takes one PUT of the picture" }),
    method: z.literal("PUT"),
    headers: z.record(z.string(), z.string()).meta({ description: "To be sent with it, as they are" }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "AvatarUpload" });
export type AvatarUpload = z.infer<typeof AvatarUpload>;

const requestAvatar = endpoint(
  {
    operationId: "requestAvatar",
    method: "post",
    path: "/v1/users/me/avatar",
    summary: "Ask where to upload a picture of the caller",
    description: "PUT the picture there, then name it with `PUT /v1/users/me/avatar`.",
    request: {
      body: body(
        z
          .strictObject({ contentType: AvatarType, size: z.int().positive().max(MOST_AVATAR_BYTES) })
          .meta({ id: "RequestAvatar" }),
      ),
    },
    responses: {
      201: {
        ...json(AvatarUpload, "Where to upload it"),
        headers: z.object({ location: z.string() }),
      },
      ...refusals(...bodyRefusals, ...bearerRefusals, "access-denied"),
    },
  },
  { access: { permission: "user:write" }, cost: 5 },
);

const setAvatar = endpoint(
  {
    operationId: "setAvatar",
    method: "put",
    path: "/v1/users/me/avatar",
    summary: "Take the uploaded picture for the caller's",
    request: { body: body(z.strictObject({ avatarId: z.uuid() }).meta({ id: "SetAvatar" })) },
    responses: {
      200: json(User, "The caller with the picture"),
      ...refusals(...bodyRefusals, ...bearerRefusals, "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "user:write" }, cost: 5 },
);

const removeAvatar = endpoint(
  {
    operationId: "removeAvatar",
    method: "delete",
    path: "/v1/users/me/avatar",
    summary: "Remove the caller's picture",
    responses: {
      204: { description: "There is no picture, now or before" },
      ...refusals(...bearerRefusals, "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "user:write" } },
);

export const avatarEndpoints = { requestAvatar, setAvatar, removeAvatar };

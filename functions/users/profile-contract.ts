import { z } from "zod";
import { Email } from "../auth/email.ts";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { UserId } from "../shared/id.ts";
import { Preferences, ShownPreferences } from "./preferences.ts";
import { Bio, DisplayName, Interest, Locale, TimeZone, User } from "./user.ts";

/** What a user may change of themselves (RFC 7396): null removes what may be missing. */
export const ProfileChange = z
  .strictObject({
    displayName: DisplayName,
    locale: Locale,
    timeZone: TimeZone,
    bio: Bio.nullable(),
    interests: z.array(Interest).max(20),
    email: Email.meta({
      description: "Takes effect when the link mailed to it is opened; wants a recent sign-in",
    }),
  })
  .partial()
  .meta({ id: "ProfileChange" });
export type ProfileChange = z.infer<typeof ProfileChange>;

const getMe = endpoint(
  {
    operationId: "getMe",
    method: "get",
    path: "/v1/users/me",
    summary: "The caller",
    responses: {
      200: json(User, "The caller, as they see themselves"),
      304: { description: "Nothing has changed" },
      ...refusals(...bearerRefusals, "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "user:read" }, etag: true },
);

const changeMe = endpoint(
  {
    operationId: "changeMe",
    method: "patch",
    path: "/v1/users/me",
    summary: "Change what the caller says of themselves",
    request: { body: body(ProfileChange) },
    responses: {
      200: json(User, "The caller as they are now"),
      304: { description: "Nothing has changed" },
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        ...(["access-denied", "resource-not-found", "precondition-failed"] as const),
        ...(["conflict", "fresh-authentication-required"] as const),
      ),
    },
  },
  { access: { permission: "user:write" }, etag: true },
);

const getPreferences = endpoint(
  {
    operationId: "getPreferences",
    method: "get",
    path: "/v1/users/me/preferences",
    summary: "The caller's preferences, or those that hold until they have any",
    responses: {
      200: json(ShownPreferences, "The preferences"),
      304: { description: "Nothing has changed" },
      ...refusals(...bearerRefusals, "access-denied"),
    },
  },
  { access: { permission: "user:read" }, etag: true },
);

const setPreferences = endpoint(
  {
    operationId: "setPreferences",
    method: "put",
    path: "/v1/users/me/preferences",
    summary: "Replace the caller's preferences",
    request: { body: body(Preferences) },
    responses: {
      200: json(ShownPreferences, "The preferences as they are now"),
      304: { description: "Nothing has changed" },
      ...refusals(...bodyRefusals, ...bearerRefusals, "access-denied", "precondition-failed"),
    },
  },
  { access: { permission: "user:write" }, etag: true },
);

export const PublicProfile = z
  .strictObject({
    id: UserId,
    displayName: DisplayName,
    avatarUrl: z.url().nullable(),
    bio: Bio.nullable(),
    version: z.int().positive(),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: "PublicProfile" });
export type PublicProfile = z.infer<typeof PublicProfile>;

const getProfile = endpoint(
  {
    operationId: "getProfile",
    method: "get",
    path: "/v1/users/{userId}",
    summary: "Somebody, as others see them",
    request: { params: z.object({ userId: z.uuid() }) },
    responses: {
      200: json(PublicProfile, "The public profile"),
      304: { description: "Nothing has changed" },
      ...refusals(...bearerRefusals, "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "user:read" }, etag: true },
);

const deactivateMe = endpoint(
  {
    operationId: "deactivateMe",
    method: "post",
    path: "/v1/users/me/deactivate",
    summary: "Hide the caller's account until they sign in again",
    description: "Ends all their sessions. Wants a recent sign-in.",
    responses: {
      204: { description: "The account is hidden, and nobody is signed in to it" },
      ...refusals(...bearerRefusals, "access-denied", "fresh-authentication-required"),
    },
  },
  { access: { permission: "user:write" } },
);

export const profileEndpoints = {
  getMe,
  changeMe,
  getPreferences,
  setPreferences,
  getProfile,
  deactivateMe,
};

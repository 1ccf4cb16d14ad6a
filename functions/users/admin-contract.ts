import { z } from "zod";
import { Role } from "../auth/role.ts";
import { bearerRefusals, body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { User, UserStatus } from "./user.ts";

/** A user as those see them who look after users. */
export const AdminUser = User.extend({
  status: UserStatus,
  suspensionReason: z.string().nullable(),
}).meta({ id: "AdminUser" });
export type AdminUser = z.infer<typeof AdminUser>;

export const UserQuery = PageQuery.extend({
  q: z.string().trim().min(1).max(100).optional(),
  role: Role.optional(),
  status: UserStatus.optional(),
}).refine(({ q, role }) => q === undefined || role === undefined, {
  path: ["role"],
  error: "cannot be combined with q",
});
export type UserQuery = z.infer<typeof UserQuery>;

const listUsers = endpoint(
  {
    operationId: "listUsers",
    method: "get",
    path: "/v1/users",
    summary: "The tenant's users, newest first",
    description:
      "`q` finds the beginning of an address or of a word of the name. `q` and `role` exclude each other.",
    request: { query: UserQuery },
    responses: {
      200: json(page(AdminUser), "One page of users"),
      ...refusals(...bearerRefusals, "access-denied", "cursor-expired"),
    },
  },
  { access: { permission: "user:list" } },
);

const params = z.object({ userId: z.uuid() });

const changeRoles = endpoint(
  {
    operationId: "changeRoles",
    method: "put",
    path: "/v1/users/{userId}/roles",
    summary: "Give a user other roles",
    description:
      "Access tokens with the former roles are refused within ten seconds; a refresh brings the new ones. Wants a recent sign-in.",
    request: {
      params,
      body: body(
        z
          .strictObject({
            roles: z
              .array(Role)
              .min(1)
              .refine((roles) => new Set(roles).size === roles.length, "must not name a role twice"),
          })
          .meta({ id: "ChangeRoles" }),
      ),
    },
    responses: {
      200: json(AdminUser, "The user with these roles"),
      ...refusals(
        ...bodyRefusals,
        ...bearerRefusals,
        ...(["access-denied", "resource-not-found", "conflict", "fresh-authentication-required"] as const),
      ),
    },
  },
  { access: { permission: "user:set-roles" } },
);

const suspendUser = endpoint(
  {
    operationId: "suspendUser",
    method: "post",
    path: "/v1/users/{userId}/suspend",
    summary: "Shut a user out",
    description: "All their sessions end with it; their access tokens are refused within ten seconds.",
    request: {
      params,
      body: body(
        z.strictObject({ reason: z.string().trim().max(500).optional() }).meta({ id: "SuspendUser" }),
      ),
    },
    responses: {
      200: json(AdminUser, "The user, suspended now or before"),
      ...refusals(...bodyRefusals, ...bearerRefusals, "access-denied", "resource-not-found", "conflict"),
    },
  },
  { access: { permission: "user:suspend" } },
);

const reinstateUser = endpoint(
  {
    operationId: "reinstateUser",
    method: "post",
    path: "/v1/users/{userId}/reinstate",
    summary: "Let a suspended user back in",
    request: { params },
    responses: {
      200: json(AdminUser, "The user, who may sign in again"),
      ...refusals(...bearerRefusals, "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "user:suspend" } },
);

export const adminEndpoints = { listUsers, changeRoles, suspendUser, reinstateUser };

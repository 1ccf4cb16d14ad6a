import { bearerRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { User } from "./user.ts";

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

export const endpoints = { getMe, ...auditEndpoints };

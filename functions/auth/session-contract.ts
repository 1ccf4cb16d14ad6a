import { z } from "zod";
import { bearerRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { SessionId } from "../shared/id.ts";
import { PageQuery, page } from "../shared/page.ts";
import { Device } from "./device.ts";

export const ShownSession = z
  .strictObject({
    id: SessionId,
    device: Device.optional(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().meta({ description: "When it last got new tokens" }),
    address: z.string().meta({ description: "Where it was last used from", example: "192.0.2.1" }),
    current: z.boolean().meta({ description: "Whether it is the one that asks" }),
  })
  .meta({ id: "Session" });
export type ShownSession = z.infer<typeof ShownSession>;

const listSessions = endpoint(
  {
    operationId: "listSessions",
    method: "get",
    path: "/v1/auth/sessions",
    summary: "Where the caller is signed in, newest first",
    request: { query: PageQuery },
    responses: {
      200: json(page(ShownSession), "One page of sessions that go on"),
      ...refusals(...bearerRefusals),
    },
  },
  { access: "signed-in" },
);

const revokeSession = endpoint(
  {
    operationId: "revokeSession",
    method: "delete",
    path: "/v1/auth/sessions/{sessionId}",
    summary: "End one of the caller's sessions",
    description: "Its refresh token is refused at once, its access tokens within seconds.",
    request: { params: z.object({ sessionId: z.uuid() }) },
    responses: {
      204: { description: "The session has ended" },
      ...refusals(...bearerRefusals, "resource-not-found"),
    },
  },
  { access: "signed-in" },
);

export const sessionEndpoints = { listSessions, revokeSession };

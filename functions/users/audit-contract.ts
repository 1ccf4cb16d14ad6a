import { z } from "zod";
import { bearerRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { UserId } from "../shared/id.ts";
import { PageQuery, page } from "../shared/page.ts";

const Person = z
  .strictObject({ userId: UserId.nullable().meta({ description: "Null once the person is gone" }) })
  .meta({ id: "AuditedPerson" });

/** An entry of the audit log as an administrator sees it. */
export const ShownEntry = z
  .strictObject({
    id: z.uuidv4(),
    at: z.iso.datetime(),
    action: z.string().meta({ example: "session.revoked" }),
    outcome: z.enum(["success", "failure"]),
    actor: Person.nullable().meta({
      description: "Null when nobody had proved who they are, or no person did it",
    }),
    target: z
      .strictObject({
        type: z.string().meta({ example: "session" }),
        id: z.string().nullable().meta({ description: "Null when it was a person who is gone" }),
      })
      .nullable(),
    address: z.string().nullable().meta({ description: "Null once the person it tells of is gone" }),
    userAgent: z.string().nullable(),
    hash: z.string().meta({ description: "SHA-256 of the entry, as its block holds it" }),
    block: z
      .int()
      .positive()
      .nullable()
      .meta({ description: "Where it stands in the chain; null until it is sealed, minutes after the act" }),
  })
  .meta({ id: "AuditEntry" });
export type ShownEntry = z.infer<typeof ShownEntry>;

export const AuditQuery = PageQuery.extend({
  actor: UserId.optional().meta({ description: "Acts of this user" }),
  action: z
    .string()
    .regex(/^[a-z-]+\.[a-z-]+$/, "must be like session.revoked")
    .max(100)
    .optional(),
  target: UserId.optional().meta({ description: "Acts done to this user" }),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: "Up to, and not at, this time" }),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

const listAudit = endpoint(
  {
    operationId: "listAudit",
    method: "get",
    path: "/v1/users/audit-log",
    summary: "Who did what to whom, newest first",
    description: "Reading it is an act that the log keeps, too.",
    request: { query: AuditQuery },
    responses: {
      200: json(page(ShownEntry), "One page of entries"),
      ...refusals(...bearerRefusals, "access-denied"),
    },
  },
  { access: { permission: "audit:read" } },
);

export const auditEndpoints = { listAudit };

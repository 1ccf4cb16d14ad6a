import { z } from "zod";
import { bearerRefusals, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { RunRef } from "../tasks/run.ts";

export const ExportAccepted = z
  .strictObject({ taskId: z.uuid(), pollUrl: z.string(), listenPath: z.string() })
  .meta({ id: "ExportAccepted" });

export const exportMe = endpoint(
  {
    operationId: "exportMe",
    method: "post",
    path: "/v1/users/me/export",
    summary: "Have a copy made of everything the caller has here",
    description:
      "Accepted at once. Follow the task at `pollUrl`; once it has succeeded, each GET of it brings a `downloadUrl` of its own, good for 15 minutes, until the file is removed at `expiresAt`. One copy is made at a time: while it is, asking again is answered with the same task.",
    responses: {
      202: json(ExportAccepted, "Accepted; `Location` is the task"),
      ...refusals(
        ...bearerRefusals,
        ...bodyRefusals,
        ...(["access-denied", "resource-not-found", "conflict"] as const),
        ...(["idempotency-conflict", "quota-exceeded"] as const),
      ),
    },
  },
  { access: { permission: "user:read" } },
);

/** Makes the copy: `POST /jobs/users/export`. */
export const ExportJob = RunRef;

/** Enqueues what is missing of it. `cause` tells one resumption from the next. */
export const ResumeExportJob = RunRef.extend({ cause: z.string() });

/** Clears up after an attempt that somebody else ended. */
export const SettleExportJob = RunRef;

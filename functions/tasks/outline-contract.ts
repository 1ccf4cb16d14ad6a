import { z } from "zod";
import { OutlineChange, PlannedOutline } from "../generation/outline.ts";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Task } from "./task.ts";

const params = z.object({ taskId: z.uuid() });
const refused = ["authentication-required", "access-denied", "resource-not-found"] as const;

const getOutline = endpoint(
  {
    operationId: "getOutline",
    method: "get",
    path: "/v1/tasks/{taskId}/outline",
    summary: "The outline of a course that is being written",
    description:
      "There is one once it is planned; where `confirmOutline` was asked for, the task then waits.",
    request: { params },
    responses: {
      200: json(PlannedOutline, "The outline as it is now"),
      304: { description: "It has not changed" },
      ...refusals(...refused),
    },
  },
  { access: { permission: "task:read" }, etag: true },
);

const setOutline = endpoint(
  {
    operationId: "setOutline",
    method: "put",
    path: "/v1/tasks/{taskId}/outline",
    summary: "Change the outline while the task waits for it to be confirmed",
    description:
      "Lessons may be added, removed, renamed and put in another order. A lesson without `passages` keeps its own; for a new one they are searched for in the course's sources.",
    request: { params, body: body(OutlineChange) },
    responses: {
      200: json(PlannedOutline, "The outline as it is now"),
      304: { description: "Nothing has changed" },
      ...refusals(...refused, "conflict", "precondition-failed", ...bodyRefusals),
    },
  },
  { access: { permission: "task:write" }, etag: true, maxBodyBytes: 256 * 1024 },
);

const confirmOutline = endpoint(
  {
    operationId: "confirmOutline",
    method: "post",
    path: "/v1/tasks/{taskId}/confirm",
    summary: "Go on with the outline as it is now",
    description:
      "The lessons are written once, however often it is confirmed. An outline waits for seven days.",
    request: { params },
    responses: {
      202: {
        ...json(Task, "Accepted; the task as it is now"),
        headers: z.object({ "retry-after": z.string().optional() }),
      },
      ...refusals(...refused, "conflict", "quota-exceeded"),
    },
  },
  { access: { permission: "task:write" }, limit: "model" },
);

export const outlineEndpoints = { getOutline, setOutline, confirmOutline };

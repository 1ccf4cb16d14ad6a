import { z } from "zod";
import { endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { outlineEndpoints } from "./outline-contract.ts";
import { Task, TaskState } from "./task.ts";

const params = z.object({ taskId: z.uuid() });
const read = { access: { permission: "task:read" } } as const;
const write = { access: { permission: "task:write" } } as const;

const listTasks = endpoint(
  {
    operationId: "listTasks",
    method: "get",
    path: "/v1/tasks",
    summary: "The caller's tasks, newest first",
    request: { query: PageQuery.extend({ state: TaskState.optional(), type: Task.shape.type.optional() }) },
    responses: {
      200: json(page(Task), "One page of tasks"),
      ...refusals("authentication-required", "access-denied"),
    },
  },
  read,
);

const getTask = endpoint(
  {
    operationId: "getTask",
    method: "get",
    path: "/v1/tasks/{taskId}",
    summary: "One task; with `wait`, held until it changes",
    description:
      "With `wait` and `version` the answer is held until the task's version is above the given one, at most `wait` seconds. While the task runs, `Retry-After` says when to ask again.",
    request: {
      params,
      query: z.object({
        wait: z.coerce.number().int().min(0).max(30).optional(),
        version: z.coerce.number().int().nonnegative().optional(),
      }),
    },
    responses: {
      200: json(Task, "The task as it is now"),
      304: { description: "It has not changed" },
      ...refusals("authentication-required", "access-denied", "resource-not-found"),
    },
  },
  { ...read, etag: true },
);

const streamTask = endpoint(
  {
    operationId: "streamTask",
    method: "get",
    path: "/v1/tasks/{taskId}/events",
    summary: "The task as server-sent events",
    description:
      "Each `task` event holds the whole task; its `id` is the version. `Last-Event-ID` resumes. Heartbeats are comments. The stream closes after the final state.",
    request: { params },
    responses: {
      200: {
        description: "A stream of `task` events",
        content: { "text/event-stream": { schema: z.string() } },
      },
      ...refusals("authentication-required", "access-denied", "resource-not-found"),
    },
  },
  read,
);

const accepted = {
  ...json(Task, "Accepted; the task as it is now"),
  headers: z.object({ "retry-after": z.string().optional() }),
};

const cancelTask = endpoint(
  {
    operationId: "cancelTask",
    method: "post",
    path: "/v1/tasks/{taskId}/cancel",
    summary: "End a task, keeping what is finished",
    request: { params },
    responses: {
      202: accepted,
      ...refusals("authentication-required", "access-denied", "resource-not-found", "conflict"),
    },
  },
  write,
);

const retryTask = endpoint(
  {
    operationId: "retryTask",
    method: "post",
    path: "/v1/tasks/{taskId}/retry",
    summary: "Try a failed or canceled task again, keeping what succeeded",
    request: { params },
    responses: {
      202: accepted,
      ...refusals("authentication-required", "access-denied", "resource-not-found", "conflict"),
    },
  },
  { ...write, limit: "model" },
);

const deleteTask = endpoint(
  {
    operationId: "deleteTask",
    method: "delete",
    path: "/v1/tasks/{taskId}",
    summary: "Remove a finished task from the list",
    request: { params },
    responses: {
      204: { description: "Removed" },
      ...refusals(
        "authentication-required",
        "access-denied",
        "resource-not-found",
        "conflict",
        "precondition-failed",
      ),
    },
  },
  write,
);

export const endpoints = {
  ...{ listTasks, getTask, streamTask, cancelTask, retryTask, deleteTask },
  ...outlineEndpoints,
};

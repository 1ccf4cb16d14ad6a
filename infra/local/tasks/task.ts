import { z } from "zod";
import { toProto } from "../proto-time.ts";

/** One HTTP task and the story of its attempts; times and spans in milliseconds. This is also its form on disk. */
export const Task = z.object({
  name: z.string(),
  url: z.string(),
  httpMethod: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Base64. */
  body: z.string(),
  oidc: z.object({ email: z.string(), audience: z.string() }).optional(),
  createdAt: z.number(),
  scheduledAt: z.number(),
  deadlineMs: z.number(),
  dispatchCount: z.number(),
  /** Attempts that were answered at all. */
  responseCount: z.number(),
  /** Attempts that were answered, and not with 5xx: what X-CloudTasks-TaskExecutionCount counts. */
  executionCount: z.number(),
  firstDispatchAt: z.number().optional(),
  lastAttempt: z
    .object({
      scheduledAt: z.number(),
      dispatchedAt: z.number(),
      outcome: z.object({ at: z.number(), code: z.number(), message: z.string() }).optional(),
    })
    .optional(),
  previousStatus: z.number().optional(),
  retryReason: z.string().optional(),
});
export type Task = z.infer<typeof Task>;

export type View = "BASIC" | "FULL";

/** google.cloud.tasks.v2.Task; only the full view carries the body. */
export const taskMessage = (task: Task, view: View) => ({
  name: task.name,
  httpRequest: {
    url: task.url,
    httpMethod: task.httpMethod,
    headers: task.headers,
    ...(view === "FULL" && { body: task.body }),
    ...(task.oidc && {
      oidcToken: { serviceAccountEmail: task.oidc.email, audience: task.oidc.audience },
    }),
  },
  scheduleTime: toProto(task.scheduledAt),
  createTime: toProto(task.createdAt),
  dispatchDeadline: toProto(task.deadlineMs),
  dispatchCount: task.dispatchCount,
  responseCount: task.responseCount,
  view,
  ...(task.firstDispatchAt !== undefined && {
    firstAttempt: { dispatchTime: toProto(task.firstDispatchAt) },
  }),
  ...(task.lastAttempt && { lastAttempt: attemptMessage(task.lastAttempt) }),
});

const attemptMessage = ({ scheduledAt, dispatchedAt, outcome }: NonNullable<Task["lastAttempt"]>) => ({
  scheduleTime: toProto(scheduledAt),
  dispatchTime: toProto(dispatchedAt),
  ...(outcome && {
    responseTime: toProto(outcome.at),
    responseStatus: { code: outcome.code, message: outcome.message },
  }),
});

import { z } from "zod";
import { Milliseconds, toProto } from "../proto-time.ts";
import { Task } from "./task.ts";

/** Protobuf cannot tell zero from absent: both mean the default of the real queue. */
const orDefault = (fallback: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .number()
    .min(-1)
    .max(max)
    .default(0)
    .transform((n) => n || fallback);
const durationOrDefault = (fallback: number) => Milliseconds.default(0).transform((ms) => ms || fallback);

/** A queue's settings as CreateQueue and UpdateQueue receive them, with the limits and defaults of the real ones. */
export const QueueSettings = z.object({
  rateLimits: z
    .object({ maxDispatchesPerSecond: orDefault(500, 500), maxConcurrentDispatches: orDefault(1000, 5000) })
    .prefault({}),
  retryConfig: z
    .object({
      maxAttempts: orDefault(100),
      maxRetryDuration: durationOrDefault(0),
      minBackoff: durationOrDefault(100),
      maxBackoff: durationOrDefault(3_600_000),
      maxDoublings: orDefault(16),
    })
    .prefault({})
    .refine((c) => c.minBackoff <= c.maxBackoff, "minBackoff must not exceed maxBackoff"),
});
type QueueSettings = z.infer<typeof QueueSettings>;
export type RetryConfig = QueueSettings["retryConfig"];

/** A queue and the tasks it holds. */
export interface Queue extends QueueSettings {
  readonly name: string;
  state: "RUNNING" | "PAUSED";
  readonly tasks: Map<string, Task>;
}

/** A queue as it is written to disk. */
export const SavedQueue = z.object({
  name: z.string(),
  state: z.enum(["RUNNING", "PAUSED"]),
  rateLimits: z.object({ maxDispatchesPerSecond: z.number(), maxConcurrentDispatches: z.number() }),
  retryConfig: z.object({
    maxAttempts: z.number(),
    maxRetryDuration: z.number(),
    minBackoff: z.number(),
    maxBackoff: z.number(),
    maxDoublings: z.number(),
  }),
  tasks: z.array(Task),
});
export type SavedQueue = z.infer<typeof SavedQueue>;

/** Chosen by the service, not by the caller: a fifth of the rate, at least 10, as gcloud shows it. */
export const burstSize = (queue: Queue): number =>
  Math.max(10, Math.ceil(queue.rateLimits.maxDispatchesPerSecond / 5));

/** Starts at minBackoff, doubles maxDoublings times, then grows by the last step, never beyond maxBackoff. */
export function retryDelay(config: RetryConfig, attempts: number): number {
  const retry = attempts - 1;
  const step = config.minBackoff * 2 ** Math.min(retry, config.maxDoublings);
  return Math.min(step * Math.max(1, retry - config.maxDoublings + 1), config.maxBackoff);
}

/**
 * Whether a failed task is dropped: only when its attempts AND its time are used up, where both are limited.
 * An unlimited one is never the reason.
 */
export function isExhausted(config: RetryConfig, attempts: number, ageMs: number): boolean {
  const { maxAttempts, maxRetryDuration } = config;
  if (maxAttempts === -1) return maxRetryDuration > 0 && ageMs >= maxRetryDuration;
  return attempts >= maxAttempts && ageMs >= maxRetryDuration;
}

/** google.cloud.tasks.v2.Queue */
export const queueMessage = (queue: Queue) => ({
  name: queue.name,
  state: queue.state,
  rateLimits: { ...queue.rateLimits, maxBurstSize: burstSize(queue) },
  retryConfig: {
    ...queue.retryConfig,
    maxRetryDuration: toProto(queue.retryConfig.maxRetryDuration),
    minBackoff: toProto(queue.retryConfig.minBackoff),
    maxBackoff: toProto(queue.retryConfig.maxBackoff),
  },
});

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const JobPath = z.string().regex(/^\/jobs\/[a-z-]+\/[a-z-]+$/, "must be /jobs/<area>/<job>");
const Name = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be kebab-case");

/** `infra/queues.yaml`: Cloud Tasks queues by name. */
export const Queues = z.record(
  Name,
  z.strictObject({
    maxConcurrentDispatches: z.int().positive(),
    maxDispatchesPerSecond: z.number().positive(),
    retry: z.strictObject({
      maxAttempts: z.int().positive(),
      minBackoffSeconds: z.number().positive(),
      maxBackoffSeconds: z.number().positive(),
      maxDoublings: z.int().nonnegative(),
    }),
  }),
);
export type Queues = z.infer<typeof Queues>;

/** `infra/topics.yaml`: Pub/Sub topics by name, each with its subscribers by area. */
export const Topics = z.record(
  Name,
  z.strictObject({
    deadLetterTopic: Name,
    ackDeadlineSeconds: z.int().min(10).max(600),
    retry: z.strictObject({
      minimumBackoffSeconds: z.number().min(0).max(600),
      maximumBackoffSeconds: z.number().min(0).max(600),
      maxDeliveryAttempts: z.int().min(5).max(100),
    }),
    subscriptions: z.record(Name, z.strictObject({ path: JobPath })),
  }),
);
export type Topics = z.infer<typeof Topics>;

/** `infra/schedules.yaml`: Cloud Scheduler jobs by name; `schedule` is five-field cron. */
export const Schedules = z.record(
  Name,
  z.strictObject({
    schedule: z.string().regex(/^\S+( \S+){4}$/, "must have five fields"),
    timeZone: z.string(),
    path: JobPath,
    body: z.json(),
  }),
);
export type Schedules = z.infer<typeof Schedules>;

/**
 * `infra/buckets.yaml`: Cloud Storage buckets by name; a lifecycle rule removes what is that old, of everything or
 * of what begins with `deletePrefix`.
 */
export const Buckets = z.record(
  Name,
  z.strictObject({
    deleteAfterDays: z.int().positive().optional(),
    deletePrefix: z.string().endsWith("/").optional(),
    retainDays: z.int().positive().optional(),
    publicPrefix: z.string().endsWith("/").optional(),
  }),
);
export type Buckets = z.infer<typeof Buckets>;

/** What stands around the functions, as Terraform and the local stack build it. */
export interface Manifests {
  readonly queues: Queues;
  readonly topics: Topics;
  readonly schedules: Schedules;
  readonly buckets: Buckets;
}

/** @throws {Error} naming the file and each fault in it. */
export const loadManifests = (): Manifests => ({
  queues: read("queues.yaml", Queues),
  topics: read("topics.yaml", Topics),
  schedules: read("schedules.yaml", Schedules),
  buckets: read("buckets.yaml", Buckets),
});

function read<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(readFileSync(new URL(file, import.meta.url), "utf8")));
  if (!parsed.success) throw new Error(`infra/${file} is wrong:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

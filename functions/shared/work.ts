import { z } from "zod";

/** A fact about the product, told to whoever listens: noun and past participle. */
export const DomainEvent = z.strictObject({
  /** Identifies the fact, not its delivery: subscribers deduplicate on it. */
  id: z.string(),
  type: z.string().regex(/^[a-z-]+\.[a-z-]+$/),
  tid: z.string(),
  at: z.iso.datetime(),
  /** Its schema stands in the contract of the area that tells it. */
  data: z.record(z.string(), z.unknown()),
});
export type DomainEvent = z.infer<typeof DomainEvent>;

/** Work for one worker: `POST /jobs/<area>/<name>` with the payload. */
export const Job = z.strictObject({
  queue: z.string(),
  area: z.string(),
  name: z.string(),
  payload: z.record(z.string(), z.unknown()),
  /** Makes the task's name, and so its identity: the same key is enqueued once. */
  dedupeKey: z.string(),
  /** Not before this time (RFC 3339). */
  notBefore: z.iso.datetime().optional(),
});
export type Job = z.infer<typeof Job>;

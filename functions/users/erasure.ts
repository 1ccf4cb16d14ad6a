import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/**
 * How the erasure of an account is going: `erasures/{id}`. It stands outside what it erases and names nobody.
 */
export const Erasure = z.strictObject({
  id: z.uuidv4(),
  state: z.enum(["running", "succeeded"]),
  /** How many of what were erased. */
  report: z.record(z.string(), z.int().nonnegative()),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  expireAt: z.date(),
});
export type Erasure = z.infer<typeof Erasure>;

/** The record is kept this long for whoever holds its status token. */
export const ERASURE_KEPT_SECONDS = 90 * 24 * 3600;

/** What an erasure's status is asked with: computed, so that it is stored nowhere and a second tap gets the same. */
export const statusToken = (key: Uint8Array, tid: string, erasureId: string): string =>
  createHmac("sha256", key)
    .update(JSON.stringify(["erasure", tid, erasureId]))
    .digest("base64url");

export function isStatusToken(presented: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(presented ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** One more erased of what a step found. */
export const counted = (erasure: Erasure, name: string, more: number): Erasure =>
  more === 0
    ? erasure
    : { ...erasure, report: { ...erasure.report, [name]: (erasure.report[name] ?? 0) + more } };

import { hash } from "node:crypto";
import type { Context } from "hono";
import { Problem } from "../../shared/problem.ts";

const versionOf = (value: unknown): number =>
  typeof value === "object" && value !== null && "version" in value && typeof value.version === "number"
    ? value.version
    : 0;

/** A strong validator: the version a client edits against, and a hash of every byte it was shown. */
export const etagOf = (value: unknown, text = JSON.stringify(value)): string =>
  `"${versionOf(value)}-${hash("sha256", text, "base64url").slice(0, 22)}"`;

/** Says the answer's ETag, and whether the client has it already (RFC 9110 § 13.1.2). */
export function isKnown(c: Context, etag: string): boolean {
  c.header("etag", etag);
  const known = c.req.header("if-none-match");
  if (known === undefined) return false;
  return known.split(",").some((entry) => entry.trim().replace(/^W\//, "") === etag || entry.trim() === "*");
}

/**
 * Refuses a change made from a stale copy: the version part of `If-Match` must be the present one, so that
 * counters which move by themselves do not make an edit stale.
 */
export function checkIfMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  const versions = ifMatch.split(",").map((entry) => /^"(\d+)-/.exec(entry.trim())?.[1]);
  if (!versions.includes(String(version)))
    throw new Problem("precondition-failed", "The resource was changed since you read it. Read it again.");
}

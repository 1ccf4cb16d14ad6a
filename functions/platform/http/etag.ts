import { createHash } from "node:crypto";
import type { Context } from "hono";
import { Problem } from "../../shared/problem.ts";

const versionOf = (value: unknown): number =>
  typeof value === "object" && value !== null && "version" in value && typeof value.version === "number"
    ? value.version
    : 0;

/** A strong validator: the version a client edits against, and a hash of every byte it was shown. */
export const etagOf = (value: unknown): string =>
  `"${versionOf(value)}-${createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22)}"`;

/** The ETag of an answer, or `not-modified` when the client has it already (RFC 9110 § 13.1.2). */
export function withEtag(c: Context, value: unknown): { etag: string } | "not-modified" {
  const etag = etagOf(value);
  c.header("etag", etag);
  const known = c.req.header("if-none-match");
  const matches = known
    ?.split(",")
    .some((entry) => entry.trim().replace(/^W\//, "") === etag || entry.trim() === "*");
  return matches ? "not-modified" : { etag };
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

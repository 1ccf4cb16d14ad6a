import { z } from "zod";
import type { StoredObject } from "./object.ts";

const RESULTS_MAX = 1000;

/** The query of objects.list. */
export const ListQuery = z.object({
  prefix: z.string().default(""),
  delimiter: z.string().default(""),
  startOffset: z.string().default(""),
  endOffset: z.string().optional(),
  maxResults: z.coerce.number().int().min(1).default(RESULTS_MAX),
  pageToken: z.string().default(""),
});
export type ListQuery = z.infer<typeof ListQuery>;

/**
 * One page of objects in the order of their names. With a delimiter, names that have it after the prefix are folded
 * into one entry of `prefixes`, which counts as one result.
 */
export function listObjects(objects: readonly StoredObject[], query: ListQuery) {
  const after = Buffer.from(query.pageToken, "base64url").toString();
  const entries = new Map<string, StoredObject | undefined>();
  for (const object of objects.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = object;
    if (!name.startsWith(query.prefix) || name < query.startOffset) continue;
    if (query.endOffset !== undefined && name >= query.endOffset) continue;
    const end = query.delimiter ? name.indexOf(query.delimiter, query.prefix.length) : -1;
    const folded = end >= 0 ? name.slice(0, end + query.delimiter.length) : undefined;
    const key = folded ?? name;
    if (key > after) entries.set(key, folded === undefined ? object : undefined);
  }
  const shown = [...entries].slice(0, Math.min(query.maxResults, RESULTS_MAX));
  const last = shown.length < entries.size ? shown.at(-1)?.[0] : undefined;
  return {
    items: shown.flatMap(([, object]) => object ?? []),
    prefixes: shown.flatMap(([key, object]) => (object ? [] : key)),
    ...(last !== undefined && { nextPageToken: Buffer.from(last).toString("base64url") }),
  };
}

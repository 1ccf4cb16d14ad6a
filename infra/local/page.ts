import { z } from "zod";
import { RpcError } from "./grpc.ts";

/** The paging fields of a Google list request (AIP-158). */
export const PageRequest = z.object({
  pageSize: z.number().int().min(0).default(0),
  pageToken: z.string().default(""),
  filter: z.string().default(""),
});
export type PageRequest = z.infer<typeof PageRequest>;

/**
 * One page of `items` in the order of their unique keys. A page begins after the last key of the page before,
 * so that items which vanish in between neither hide nor repeat others.
 * @throws {RpcError} UNIMPLEMENTED for a filter.
 */
export function page<T>(
  items: Iterable<T>,
  options: { request: PageRequest; key: (item: T) => string; sizeMax: number },
): { items: T[]; nextPageToken: string } {
  const { request, key, sizeMax } = options;
  if (request.filter) throw new RpcError("UNIMPLEMENTED", "Filters are not emulated");
  const after = Buffer.from(request.pageToken, "base64url").toString();
  const rest = [...items]
    .map((item) => ({ item, key: key(item) }))
    .filter((entry) => entry.key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const shown = rest.slice(0, Math.min(request.pageSize || sizeMax, sizeMax));
  const last = shown.length < rest.length ? shown.at(-1) : undefined;
  return {
    items: shown.map((entry) => entry.item),
    nextPageToken: last ? Buffer.from(last.key).toString("base64url") : "",
  };
}

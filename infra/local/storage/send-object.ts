import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Exchange, headerOf } from "./exchange.ts";
import type { StoredObject } from "./object.ts";
import { Refusal } from "./refusal.ts";

/** First and last byte, both included. */
interface Range {
  start: number;
  end: number;
}

/**
 * Answers with an object's bytes, whole or one range of them (RFC 9110, section 14), or, to HEAD, with its headers.
 * Stored gzip is sent as gzip: the emulator does not decompress.
 * @throws {Refusal} 304 for a matching If-None-Match, 412, 416.
 */
export async function sendObject(exchange: Exchange, object: StoredObject): Promise<void> {
  const { request, response, store } = exchange;
  checkEntityTag(exchange, object);
  const range = parseRange(headerOf(exchange, "range"), object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const file: FileHandle | undefined =
    request.method === "HEAD" || object.size === 0 ? undefined : await open(store.file(object));
  response.writeHead(range ? 206 : 200, {
    ...objectHeaders(object),
    ...overrides(exchange),
    "content-length": end - start + 1,
    ...(range && { "content-range": `bytes ${start}-${end}/${object.size}` }),
  });
  if (file) await pipeline(file.createReadStream({ start, end }), response);
  else response.end();
}

export const entityTag = (object: StoredObject): string =>
  `"${Buffer.from(object.md5Hash, "base64").toString("hex")}"`;

export const hashHeader = ({ crc32c, md5Hash }: StoredObject): string => `crc32c=${crc32c},md5=${md5Hash}`;

function objectHeaders(object: StoredObject): Record<string, string> {
  const { fields } = object;
  const own = Object.entries(fields.metadata ?? {}).map(([key, value]) => [`x-goog-meta-${key}`, value]);
  return {
    "content-type": fields.contentType ?? "application/octet-stream",
    "cache-control": fields.cacheControl ?? "private, max-age=0",
    "accept-ranges": "bytes",
    etag: entityTag(object),
    "last-modified": new Date(object.updatedAt).toUTCString(),
    "x-goog-hash": hashHeader(object),
    "x-goog-generation": `${object.generation}`,
    "x-goog-metageneration": `${object.metageneration}`,
    "x-goog-stored-content-length": `${object.size}`,
    "x-goog-stored-content-encoding": fields.contentEncoding ?? "identity",
    "x-goog-storage-class": "STANDARD",
    ...(fields.contentEncoding && { "content-encoding": fields.contentEncoding }),
    ...(fields.contentDisposition && { "content-disposition": fields.contentDisposition }),
    ...(fields.contentLanguage && { "content-language": fields.contentLanguage }),
    ...Object.fromEntries(own),
  };
}

/** A URL may say how its answer is to be labelled. */
function overrides({ url }: Exchange): Record<string, string> {
  const type = url.searchParams.get("response-content-type");
  const disposition = url.searchParams.get("response-content-disposition");
  return {
    ...(type && { "content-type": type }),
    ...(disposition && { "content-disposition": disposition }),
  };
}

function checkEntityTag(exchange: Exchange, object: StoredObject): void {
  const names = (header: string) =>
    headerOf(exchange, header)
      ?.split(",")
      .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === entityTag(object));
  if (names("if-match") === false) throw new Refusal("condition-not-met", "The ETag does not match.");
  if (names("if-none-match")) throw new Refusal("not-modified", "The ETag matches.");
}

/** One range only; what is not a byte range is ignored, as the RFC allows. */
function parseRange(header: string | undefined, size: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (!first && !last) return undefined;
  const range = first
    ? { start: Number(first), end: last ? Math.min(Number(last), size - 1) : size - 1 }
    : { start: Math.max(0, size - Number(last)), end: size - 1 };
  if (range.start > range.end) throw new Refusal("range", "The requested range cannot be satisfied.");
  return range;
}

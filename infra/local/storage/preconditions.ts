import { z } from "zod";
import { type Exchange, headerOf, parseAs, parseQuery } from "./exchange.ts";
import type { Preconditions } from "./object.ts";
import type { Expected } from "./object-store.ts";

const Generation = z.coerce.number().int().min(0).optional();

const Query = z.object({
  ifGenerationMatch: Generation,
  ifGenerationNotMatch: Generation,
  ifMetagenerationMatch: Generation,
  ifMetagenerationNotMatch: Generation,
});

const Checksums = z.object({ md5: z.string().optional(), crc32c: z.string().optional() });

/** The conditions of the JSON API. */
export function queryPreconditions(exchange: Exchange): Preconditions {
  const query = parseQuery(Query, exchange);
  return {
    generationMatch: query.ifGenerationMatch,
    generationNotMatch: query.ifGenerationNotMatch,
    metagenerationMatch: query.ifMetagenerationMatch,
    metagenerationNotMatch: query.ifMetagenerationNotMatch,
  };
}

/** The conditions of the XML API. */
export const headerPreconditions = (exchange: Exchange): Preconditions => ({
  generationMatch: parseAs(Generation, headerOf(exchange, "x-goog-if-generation-match")),
  metagenerationMatch: parseAs(Generation, headerOf(exchange, "x-goog-if-metageneration-match")),
});

/** `Content-MD5`, and `x-goog-hash: crc32c=…,md5=…`. */
export function expectedByHeaders(exchange: Exchange): Expected {
  const pairs = (headerOf(exchange, "x-goog-hash") ?? "").split(",").map((pair) => {
    const end = pair.indexOf("=");
    return [pair.slice(0, end).trim(), pair.slice(end + 1).trim()];
  });
  const { md5, crc32c } = parseAs(Checksums, Object.fromEntries(pairs));
  return { md5Hash: md5 ?? headerOf(exchange, "content-md5"), crc32c };
}

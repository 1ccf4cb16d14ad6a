import { type Exchange, headerOf } from "./exchange.ts";
import { checkPreconditions, type ObjectFields } from "./object.ts";
import { expectedByHeaders, headerPreconditions } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";
import { entityTag, hashHeader, sendObject } from "./send-object.ts";
import { checkSignedUrl } from "./signed-url.ts";

/** `/<bucket>/<object>`: what signed URLs and plain links point at. */
export async function answerXml(exchange: Exchange): Promise<void> {
  checkSignedUrl(exchange);
  const [, bucket = "", ...rest] = exchange.url.pathname.split("/").map(decodeURIComponent);
  const name = rest.join("/");
  if (!name) throw new Refusal("not-emulated", "The XML API of buckets is not emulated");
  const { method } = exchange.request;
  switch (method) {
    case "GET":
    case "HEAD": {
      const object = exchange.store.object(bucket, name);
      checkPreconditions(headerPreconditions(exchange), object, "read");
      return sendObject(exchange, object);
    }
    case "PUT":
      return upload(exchange, bucket, name);
    case "DELETE": {
      const object = exchange.store.object(bucket, name);
      checkPreconditions(headerPreconditions(exchange), object, "write");
      exchange.store.remove(object);
      exchange.response.writeHead(204).end();
      return;
    }
    default:
      throw new Refusal("not-emulated", `${method} of an object is not emulated`);
  }
}

async function upload(exchange: Exchange, bucket: string, name: string): Promise<void> {
  if (headerOf(exchange, "x-goog-copy-source")) {
    throw new Refusal("not-emulated", "Copies by the XML API are not emulated");
  }
  const checkLength = lengthRange(headerOf(exchange, "x-goog-content-length-range"));
  const announced = headerOf(exchange, "content-length");
  if (announced !== undefined) checkLength(Number(announced));
  exchange.store.bucket(bucket);
  const writer = exchange.store.writer();
  try {
    await writer.append(exchange.request);
    checkLength(writer.size());
  } catch (error) {
    await writer.discard();
    throw error;
  }
  const object = exchange.store.put(
    {
      bucket,
      name,
      fields: fieldsOf(exchange),
      preconditions: headerPreconditions(exchange),
      expected: expectedByHeaders(exchange),
    },
    writer.finish(),
  );
  exchange.response.writeHead(200, {
    etag: entityTag(object),
    "x-goog-generation": object.generation,
    "x-goog-metageneration": object.metageneration,
    "x-goog-hash": hashHeader(object),
    "x-goog-stored-content-length": object.size,
  });
  exchange.response.end();
}

/** `<min>,<max>` in bytes, both allowed. */
function lengthRange(header: string | undefined): (size: number) => void {
  if (header === undefined) return () => {};
  const [, min, max] = /^(\d+),(\d+)$/.exec(header) ?? [];
  if (min === undefined || max === undefined) {
    throw new Refusal("invalid", "x-goog-content-length-range must be <min>,<max>");
  }
  return (size) => {
    if (size > Number(max)) throw new Refusal("too-large", "Your proposed upload exceeds the maximum size.");
    if (size < Number(min)) throw new Refusal("too-small", "Your proposed upload is below the minimum size.");
  };
}

function fieldsOf(exchange: Exchange): ObjectFields {
  const own = Object.entries(exchange.request.headers).flatMap(([name, value]) =>
    name.startsWith("x-goog-meta-") ? [[name.slice("x-goog-meta-".length), String(value)]] : [],
  );
  return {
    contentType: headerOf(exchange, "content-type") ?? "application/octet-stream",
    cacheControl: headerOf(exchange, "cache-control"),
    contentDisposition: headerOf(exchange, "content-disposition"),
    contentEncoding: headerOf(exchange, "content-encoding"),
    contentLanguage: headerOf(exchange, "content-language"),
    customTime: headerOf(exchange, "x-goog-custom-time"),
    ...(own.length > 0 && { metadata: Object.fromEntries(own) }),
  };
}

import { z } from "zod";
import { type Exchange, endpointOf, headerOf, parseJson, readBody, sendJson } from "./exchange.ts";
import { parseMultipart } from "./multipart.ts";
import { FieldsPatch, objectResource, patched } from "./object.ts";
import type { Placement } from "./object-store.ts";
import { expectedByHeaders, queryPreconditions } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";
import type { ResumableUploads } from "./resumable-uploads.ts";

/** What an upload says about its object, besides the fields. */
const Described = FieldsPatch.extend({
  name: z.string().nullish(),
  md5Hash: z.string().nullish(),
  crc32c: z.string().nullish(),
});

/** `/upload/storage/v1/b/<bucket>/o`: simple, multipart and resumable uploads. */
export async function answerUpload(
  exchange: Exchange,
  target: { bucket: string; resumable: ResumableUploads },
): Promise<void> {
  const { method } = exchange.request;
  const { bucket, resumable } = target;
  const query = exchange.url.searchParams;
  const session = query.get("upload_id");
  if (session && method === "PUT") return resumable.receive(exchange, session);
  if (session && method === "DELETE") return resumable.cancel(exchange, session);
  if (method !== "POST") throw new Refusal("not-emulated", `${method} of an upload is not emulated`);
  exchange.store.bucket(bucket);
  switch (query.get("uploadType")) {
    case "media":
      return simple(exchange, bucket);
    case "multipart":
      return multipart(exchange, bucket);
    case "resumable":
      return begin(exchange, target);
    default:
      throw new Refusal("invalid", "Unknown uploadType");
  }
}

async function simple(exchange: Exchange, bucket: string): Promise<void> {
  const placement = placementOf(exchange, {
    bucket,
    said: {},
    contentType: headerOf(exchange, "content-type"),
  });
  await store(exchange, placement, exchange.request);
}

async function multipart(exchange: Exchange, bucket: string): Promise<void> {
  const parts = parseMultipart(headerOf(exchange, "content-type") ?? "", await readBody(exchange));
  const [description, media] = parts;
  if (!description || !media || parts.length !== 2) {
    throw new Refusal("invalid", "A multipart upload has two parts: metadata and media");
  }
  const said = parseJson(Described, description.body);
  const contentType = media.headers["content-type"];
  await store(exchange, placementOf(exchange, { bucket, said, contentType }), [media.body]);
}

async function begin(
  exchange: Exchange,
  { bucket, resumable }: { bucket: string; resumable: ResumableUploads },
): Promise<void> {
  const said = parseJson(Described, await readBody(exchange));
  const contentType = headerOf(exchange, "x-upload-content-type");
  const placement = placementOf(exchange, { bucket, said, contentType });
  const id = resumable.begin(exchange, placement);
  const location = new URL(exchange.url.pathname, endpointOf(exchange));
  location.search = new URLSearchParams({
    uploadType: "resumable",
    name: placement.name,
    upload_id: id,
  }).toString();
  exchange.response.writeHead(200, { location: location.href, "x-guploader-uploadid": id }).end();
}

function placementOf(
  exchange: Exchange,
  upload: { bucket: string; said: z.infer<typeof Described>; contentType: string | undefined },
): Placement {
  const { name, md5Hash, crc32c, ...patch } = upload.said;
  const byHeaders = expectedByHeaders(exchange);
  const encoding = exchange.url.searchParams.get("contentEncoding");
  return {
    bucket: upload.bucket,
    name: exchange.url.searchParams.get("name") ?? name ?? "",
    fields: patched(
      {
        contentType: upload.contentType ?? "application/octet-stream",
        ...(encoding && { contentEncoding: encoding }),
      },
      { ...patch, contentType: patch.contentType ?? undefined },
    ),
    preconditions: queryPreconditions(exchange),
    expected: { md5Hash: md5Hash ?? byHeaders.md5Hash, crc32c: crc32c ?? byHeaders.crc32c },
  };
}

async function store(
  exchange: Exchange,
  placement: Placement,
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  const writer = exchange.store.writer();
  try {
    await writer.append(source);
  } catch (error) {
    await writer.discard();
    throw error;
  }
  const object = exchange.store.put(placement, writer.finish());
  sendJson(exchange, objectResource(object, endpointOf(exchange)));
}

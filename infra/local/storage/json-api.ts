import { createReadStream } from "node:fs";
import { z } from "zod";
import { type Exchange, endpointOf, parseJson, parseQuery, readBody, sendJson } from "./exchange.ts";
import { ListQuery, listObjects } from "./list-objects.ts";
import { checkPreconditions, FieldsPatch, objectResource, patched, type StoredObject } from "./object.ts";
import type { Bucket } from "./object-store.ts";
import { queryPreconditions } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";
import { sendObject } from "./send-object.ts";

type Answer = (exchange: Exchange, ...names: string[]) => void | Promise<void>;

/** The part of the JSON API that reads and changes what is there; uploads have a path of their own. */
const ROUTES: readonly (readonly [RegExp, Answer])[] = [
  [/^GET \/b$/, listBuckets],
  [/^POST \/b$/, createBucket],
  [/^GET \/b\/([^/]+)$/, getBucket],
  [/^DELETE \/b\/([^/]+)$/, deleteBucket],
  [/^GET \/b\/([^/]+)\/o$/, list],
  [/^GET \/b\/([^/]+)\/o\/([^/]+)$/, getObject],
  [/^PATCH \/b\/([^/]+)\/o\/([^/]+)$/, patchObject],
  [/^DELETE \/b\/([^/]+)\/o\/([^/]+)$/, deleteObject],
  [/^POST \/b\/([^/]+)\/o\/([^/]+)\/rewriteTo\/b\/([^/]+)\/o\/([^/]+)$/, rewrite],
  [/^POST \/b\/([^/]+)\/o\/([^/]+)\/copyTo\/b\/([^/]+)\/o\/([^/]+)$/, copy],
];

/** @throws {Refusal} 501 for what is not emulated, such as ACLs, notifications and compose. */
export async function answerJson(exchange: Exchange, path: string): Promise<void> {
  const line = `${exchange.request.method} ${path}`;
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(line);
    if (match) return answer(exchange, ...match.slice(1).map(decodeURIComponent));
  }
  throw new Refusal("not-emulated", `${line} is not emulated`);
}

const bucketResource = ({ name, createdAt }: Bucket, exchange: Exchange) => ({
  kind: "storage#bucket",
  id: name,
  name,
  selfLink: `${endpointOf(exchange)}/storage/v1/b/${name}`,
  metageneration: "1",
  location: "US",
  storageClass: "STANDARD",
  etag: "CAE=",
  timeCreated: createdAt,
  updated: createdAt,
});

function listBuckets(exchange: Exchange): void {
  const items = exchange.store.buckets().map((bucket) => bucketResource(bucket, exchange));
  sendJson(exchange, { kind: "storage#buckets", items });
}

async function createBucket(exchange: Exchange): Promise<void> {
  const { name } = parseJson(z.object({ name: z.string() }), await readBody(exchange));
  sendJson(exchange, bucketResource(exchange.store.createBucket(name), exchange));
}

function getBucket(exchange: Exchange, bucket = ""): void {
  sendJson(exchange, bucketResource(exchange.store.bucket(bucket), exchange));
}

function deleteBucket(exchange: Exchange, bucket = ""): void {
  exchange.store.removeBucket(bucket);
  exchange.response.writeHead(204).end();
}

function list(exchange: Exchange, bucket = ""): void {
  for (const unsupported of ["matchGlob", "versions", "softDeleted"]) {
    const value = exchange.url.searchParams.get(unsupported);
    if (value && value !== "false") throw new Refusal("not-emulated", `${unsupported} is not emulated`);
  }
  const page = listObjects(exchange.store.objects(bucket), parseQuery(ListQuery, exchange));
  const items = page.items.map((object) => objectResource(object, endpointOf(exchange)));
  sendJson(exchange, { kind: "storage#objects", ...page, items });
}

async function getObject(exchange: Exchange, bucket = "", name = ""): Promise<void> {
  const object = objectAsked(exchange, bucket, name);
  checkPreconditions(queryPreconditions(exchange), object, "read");
  if (exchange.url.searchParams.get("alt") === "media") return sendObject(exchange, object);
  sendJson(exchange, objectResource(object, endpointOf(exchange)));
}

async function patchObject(exchange: Exchange, bucket = "", name = ""): Promise<void> {
  const patch = parseJson(FieldsPatch, await readBody(exchange));
  const object = objectAsked(exchange, bucket, name);
  checkPreconditions(queryPreconditions(exchange), object, "write");
  const changed = exchange.store.setFields(object, patched(object.fields, patch));
  sendJson(exchange, objectResource(changed, endpointOf(exchange)));
}

function deleteObject(exchange: Exchange, bucket = "", name = ""): void {
  const object = objectAsked(exchange, bucket, name);
  checkPreconditions(queryPreconditions(exchange), object, "write");
  exchange.store.remove(object);
  exchange.response.writeHead(204).end();
}

async function rewrite(exchange: Exchange, ...names: string[]): Promise<void> {
  const object = await copied(exchange, names);
  sendJson(exchange, {
    kind: "storage#rewriteResponse",
    totalBytesRewritten: `${object.size}`,
    objectSize: `${object.size}`,
    done: true,
    resource: objectResource(object, endpointOf(exchange)),
  });
}

async function copy(exchange: Exchange, ...names: string[]): Promise<void> {
  sendJson(exchange, objectResource(await copied(exchange, names), endpointOf(exchange)));
}

const SourceConditions = z.object({
  sourceGeneration: z.coerce.number().optional(),
  ifSourceGenerationMatch: z.coerce.number().optional(),
  ifSourceMetagenerationMatch: z.coerce.number().optional(),
});

/** Whatever the request says about the copy replaces what the source said; when it says nothing, that is taken over. */
async function copied(exchange: Exchange, names: string[]): Promise<StoredObject> {
  const [fromBucket = "", fromName = "", bucket = "", name = ""] = names;
  const { store } = exchange;
  const said = patched({}, parseJson(FieldsPatch, await readBody(exchange)));
  const asked = parseQuery(SourceConditions, exchange);
  const source = store.object(fromBucket, fromName);
  if (asked.sourceGeneration !== undefined && asked.sourceGeneration !== source.generation) {
    throw new Refusal("no-such-object", `No such object: ${fromBucket}/${fromName}`);
  }
  const { ifSourceGenerationMatch: generationMatch, ifSourceMetagenerationMatch: metagenerationMatch } =
    asked;
  checkPreconditions({ generationMatch, metagenerationMatch }, source, "write");
  const fields = Object.keys(said).length > 0 ? said : source.fields;
  const writer = store.writer();
  await writer.append(createReadStream(store.file(source)));
  const preconditions = queryPreconditions(exchange);
  return store.put({ bucket, name, fields, preconditions, expected: {} }, writer.finish());
}

/** No versions are kept, so that only the newest generation can be asked for. */
function objectAsked({ store, url }: Exchange, bucket: string, name: string): StoredObject {
  const object = store.object(bucket, name);
  const generation = url.searchParams.get("generation");
  if (generation !== null && Number(generation) !== object.generation) {
    throw new Refusal("no-such-object", `No such object: ${bucket}/${name}#${generation}`);
  }
  return object;
}

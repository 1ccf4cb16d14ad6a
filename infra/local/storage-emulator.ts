import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { closed, listening } from "./identity.ts";
import type { Exchange } from "./storage/exchange.ts";
import { answerJson } from "./storage/json-api.ts";
import { objectStore } from "./storage/object-store.ts";
import { jsonError, Refusal, xmlError } from "./storage/refusal.ts";
import { type ResumableUploads, resumableUploads } from "./storage/resumable-uploads.ts";
import { answerUpload } from "./storage/upload-api.ts";
import { answerXml } from "./storage/xml-api.ts";

/** The client leaves `/storage/v1` out when it finds the emulator by STORAGE_EMULATOR_HOST. */
const JSON_PATH = /^(?:(?:\/download)?\/storage\/v1)?(\/b(?:\/.*)?)$/;
const UPLOAD_PATH = /^\/(?:resumable\/)?upload\/storage\/v1\/b\/([^/]+)\/o$/;

export interface StorageEmulator {
  /** `host:port` of the HTTP endpoint. */
  readonly host: string;
  stop(): Promise<void>;
}

/**
 * Cloud Storage over HTTP: its JSON API for the client library, its XML API for signed URLs and links. Buckets and
 * objects are files under `dataDir`; a bucket must exist before it is used. Every origin may read and write (CORS).
 * Not emulated: access control (a signed URL's time and headers are checked, its signature is not), object versions,
 * retention, lifecycle, compose, notifications and decompression.
 */
export async function startStorageEmulator(options: {
  host?: string;
  /** 0 or absent: a free one. */
  port?: number;
  dataDir: string;
  /** Made where they are missing, as Terraform makes them in production. */
  buckets?: readonly string[];
}): Promise<StorageEmulator> {
  const host = options.host ?? "127.0.0.1";
  const store = objectStore(join(options.dataDir, "storage"));
  const known = new Set(store.buckets().map(({ name }) => name));
  for (const name of options.buckets ?? []) if (!known.has(name)) store.createBucket(name);
  const resumable = resumableUploads();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? host}`);
    const exchange = { request, response, url, store };
    allowEveryOrigin(request, response);
    answer(exchange, resumable).catch((error: unknown) => refuse(exchange, error));
  });
  const port = await listening(server, host, options.port ?? 0);
  return { host: `${host}:${port}`, stop: () => closed(server) };
}

async function answer(exchange: Exchange, resumable: ResumableUploads): Promise<void> {
  const { pathname } = exchange.url;
  if (exchange.request.method === "OPTIONS") {
    exchange.response.writeHead(204).end();
    return;
  }
  const bucket = UPLOAD_PATH.exec(pathname)?.[1];
  if (bucket) return answerUpload(exchange, { bucket, resumable });
  const path = JSON_PATH.exec(pathname)?.[1];
  return path ? answerJson(exchange, path) : answerXml(exchange);
}

function allowEveryOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (!headers.origin) return;
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "*");
  if (!headers["access-control-request-method"]) return;
  response.setHeader("access-control-allow-methods", "GET, HEAD, PUT, POST, PATCH, DELETE");
  response.setHeader("access-control-allow-headers", headers["access-control-request-headers"] ?? "*");
  response.setHeader("access-control-max-age", "3600");
}

function refuse({ request, response, url }: Exchange, error: unknown): void {
  // Too late for an answer: the bytes are on their way, or nobody is there to read them.
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : new Refusal("internal", String(error));
  const isJson = JSON_PATH.test(url.pathname) || UPLOAD_PATH.test(url.pathname);
  const type = isJson ? "application/json; charset=UTF-8" : "application/xml; charset=UTF-8";
  response.writeHead(refusal.status, { "content-type": type });
  response.end(refusal.status === 304 ? undefined : (isJson ? jsonError : xmlError)(refusal));
  // What is left of an upload is read and thrown away, so that the sender gets to the answer.
  request.resume();
}

import { generateKeyPairSync } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bucket as CloudBucket, File } from "@google-cloud/storage";
import { bucketName, type Config } from "../config.ts";

/** Files in one bucket of the project's. A file is there whole or not at all, and is never written over. */
export interface Bucket {
  /**
   * Streams a new file. One of that name stays as it is: whoever finished first made it.
   * @returns its size in bytes.
   */
  create(name: string, content: AsyncIterable<string>, as: NewFile): Promise<number>;
  /** A file's size in bytes; `undefined` when there is none of that name. */
  sizeOf(name: string): Promise<number | undefined>;
  /** A URL by which whoever has it reads the file, saved under the given name, until the given time. */
  readUrl(name: string, reading: { until: Date; saveAs: string }): Promise<string>;
  /** Removes every file whose name begins so; @returns how many there were. */
  removeAll(prefix: string): Promise<number>;
  /** Writes a small text unless there is a file of that name. @returns whether it was written. */
  createText(name: string, text: string): Promise<boolean>;
  /** @throws when there is none of that name. */
  readText(name: string): Promise<string>;
  /** The names that begin with `prefix`, in order. */
  list(prefix: string): Promise<string[]>;
  /** A signed URL (V4) that takes a PUT of exactly this type and size. */
  uploadUrl(name: string, request: UploadRequest): Promise<Upload>;
  find(name: string): Promise<Found | undefined>;
  /** A whole file as it was uploaded, which is to be small enough for memory; `undefined` when there is none of that name. */
  readBytes(name: string): Promise<Uint8Array | undefined>;
  /** Copies the very file that was found; the URL it was uploaded by cannot change the copy. */
  copy(from: { name: string; generation: string }, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Where anybody reads a file that is public. */
  publicUrl(name: string): string;
}

/** A place that a client may upload to, once. */
export interface Upload {
  readonly uploadUrl: string;
  /** Headers the upload has to carry: they are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadRequest {
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  readonly expiresAt: Date;
}

/** What a file is found to be. */
export interface Found {
  readonly size: number;
  readonly contentType: string;
  /** Its first bytes. */
  readonly head: Uint8Array;
  readonly generation: string;
}

interface NewFile {
  readonly contentType: string;
  /** Gives the file up: nothing of it stays. */
  readonly signal: AbortSignal;
}

const PRECONDITION_FAILED = 412;
const NOT_FOUND = 404;

/** Whose buckets they are, and where they are in place of Google. */
type StorageConfig = Pick<Config, "projectId"> & { readonly emulators: Pick<Config["emulators"], "storage"> };

/** A bucket of `infra/buckets.yaml` in Cloud Storage; the client is loaded at its first use. */
export function storageBucket(config: StorageConfig, name: string): Bucket {
  let connected: Promise<CloudBucket> | undefined;
  const bucket = () => (connected ??= connect(config, name));
  const sizeOf: Bucket["sizeOf"] = async (file) => {
    try {
      const [{ size }] = await (await bucket()).file(file).getMetadata();
      return Number(size);
    } catch (error) {
      if (hasCode(error, NOT_FOUND)) return undefined;
      throw error;
    }
  };
  return {
    sizeOf,
    create: async (file, content, { contentType, signal }) => {
      const target = (await bucket()).file(file).createWriteStream({
        // One request, which a failure leaves no trace of.
        resumable: false,
        validation: "crc32c",
        contentType,
        metadata: { cacheControl: "private, no-store" },
        preconditionOpts: { ifGenerationMatch: 0 },
      });
      await pipeline(Readable.from(content, { objectMode: false }), target, { signal }).catch(
        (error: unknown) => {
          if (!hasCode(error, PRECONDITION_FAILED)) throw error;
        },
      );
      const size = await sizeOf(file);
      if (size === undefined) throw new Error("a file was removed as soon as it was made");
      return size;
    },
    readUrl: async (file, { until, saveAs }) => {
      const reading = { version: "v4", action: "read", expires: until, promptSaveAs: saveAs } as const;
      const [url] = await (await bucket()).file(file).getSignedUrl(reading);
      return url;
    },
    removeAll: async (prefix) => {
      if (prefix === "") throw new Error("an empty prefix would remove everybody's files");
      // A bucket that was never made holds nothing.
      const [files] = await (await bucket()).getFiles({ prefix }).catch((error: unknown) => {
        if (hasCode(error, NOT_FOUND)) return [[]];
        throw error;
      });
      for (const file of files) await file.delete({ ignoreNotFound: true });
      return files.length;
    },
    ...textsOf(bucket),
    ...uploadsTo(bucket),
    publicUrl: (file) =>
      [
        config.emulators.storage ?? "https://storage.googleapis.com",
        bucketName(config.projectId, name),
        ...file.split("/").map(encodeURIComponent),
      ].join("/"),
  };
}

type Connected = () => Promise<CloudBucket>;

const textsOf = (bucket: Connected): Pick<Bucket, "createText" | "readText" | "list"> => ({
  createText: async (file, text) => {
    const options = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
    try {
      await (await bucket()).file(file).save(text, { ...options, contentType: "application/json" });
      return true;
    } catch (error) {
      if (hasCode(error, PRECONDITION_FAILED)) return false;
      throw error;
    }
  },
  readText: async (file) => (await (await bucket()).file(file).download())[0].toString("utf8"),
  list: async (prefix) =>
    (await (await bucket()).getFiles({ prefix }))[0].map(({ name: file }) => file).sort(),
});

type Uploads = Pick<Bucket, "uploadUrl" | "find" | "readBytes" | "copy" | "remove">;

const uploadsTo = (bucket: Connected): Uploads => ({
  uploadUrl: async (file, { contentType, size, expiresAt }) => {
    const headers = { "x-goog-content-length-range": `${size},${size}` };
    const writing = { version: "v4", action: "write", expires: expiresAt, contentType } as const;
    const [uploadUrl] = await (await bucket())
      .file(file)
      .getSignedUrl({ ...writing, extensionHeaders: headers });
    return { uploadUrl, headers: { "content-type": contentType, ...headers } };
  },
  find: async (file) => found((await bucket()).file(file)),
  readBytes: async (file) => {
    try {
      return (await (await bucket()).file(file).download(AS_STORED))[0];
    } catch (error) {
      if (hasCode(error, NOT_FOUND)) return undefined;
      throw error;
    }
  },
  copy: async (from, to) => {
    const files = await bucket();
    await files.file(from.name, { generation: from.generation }).copy(files.file(to));
  },
  remove: async (file) => {
    await (await bucket()).file(file).delete({ ignoreNotFound: true });
  },
});

const HEAD_BYTES = 16;

/** Whoever uploads a file may call it gzip, which the client would unpack: to a thousand times what was announced. */
const AS_STORED = { decompress: false } as const;

async function found(file: File): Promise<Found | undefined> {
  try {
    const [{ size = 0, contentType = "", generation = "" }] = await file.getMetadata();
    const [head] = await file.download({ ...AS_STORED, start: 0, end: HEAD_BYTES - 1, validation: false });
    return { size: Number(size), contentType, head, generation: String(generation) };
  } catch (error) {
    if (hasCode(error, NOT_FOUND)) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: number): boolean =>
  error instanceof Error && "code" in error && error.code === code;

async function connect({ projectId, emulators }: StorageConfig, name: string) {
  const { Storage } = await import("@google-cloud/storage");
  const apiEndpoint = emulators.storage;
  const options = apiEndpoint ? { apiEndpoint, authClient: await localSigner(projectId) } : {};
  return new Storage({ projectId, ...options }).bucket(bucketName(projectId, name));
}

/** The emulator does not look at a signature, but the client makes none without a key. */
async function localSigner(projectId: string) {
  const { GoogleAuth } = await import("google-auth-library");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signer = new GoogleAuth();
  // Not by the constructor's option of the same meaning, which prints that it is deprecated.
  signer.jsonContent = {
    type: "service_account",
    client_email: `signer@${projectId}.iam.gserviceaccount.com`,
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  return signer;
}

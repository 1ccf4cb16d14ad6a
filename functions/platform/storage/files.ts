import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bucket } from "@google-cloud/storage";
import type { Config } from "../config.ts";
import { storageClient } from "./storage-client.ts";

/** Files that are too large for memory and nobody's but one person's. Each is there whole or not at all, and is never written over. */
export interface Files {
  /**
   * Streams a new file. One of that name stays as it is: whoever finished first made it.
   * @returns its size in bytes.
   */
  create(name: string, content: AsyncIterable<string>, as: NewFile): Promise<number>;
  /** A file's size in bytes; `undefined` when there is none of that name. */
  sizeOf(name: string): Promise<number | undefined>;
  /** A URL by which whoever has it reads the file, saved under the given name, until the given time. */
  readUrl(name: string, reading: { until: Date; saveAs: string }): Promise<string>;
  /** Removes every file whose name begins so; there need be none. */
  removeAll(prefix: string): Promise<void>;
}

interface NewFile {
  readonly contentType: string;
  /** Gives the file up: nothing of it stays. */
  readonly signal: AbortSignal;
}

const PRECONDITION_FAILED = 412;
const NOT_FOUND = 404;

/** The bucket of the given name in Cloud Storage. */
export function cloudFiles(config: Pick<Config, "projectId" | "emulators">, name: string): Files {
  let connected: Promise<Bucket> | undefined;
  const bucket = () => (connected ??= storageClient(config).then((storage) => storage.bucket(name)));
  const sizeOf: Files["sizeOf"] = async (file) => {
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
      await (await bucket()).deleteFiles({ prefix, force: true });
    },
  };
}

const hasCode = (error: unknown, code: number): boolean =>
  error instanceof Error && "code" in error && error.code === code;

import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { CRC32C } from "@google-cloud/storage";

/** Bytes that have arrived in a file of their own, and what was counted on the way. */
export interface Content {
  readonly file: string;
  readonly size: number;
  readonly md5Hash: string;
  readonly crc32c: string;
}

/** Takes bytes in, in one go or many. */
export interface ContentWriter {
  /** Bytes written so far, also when a source broke off. */
  size(): number;
  /** Adds what comes from `source`, leaving out its first `skip` bytes. */
  append(source: AsyncIterable<Buffer> | Iterable<Buffer>, skip?: number): Promise<void>;
  /** Ends the writing. */
  finish(): Content;
  discard(): Promise<void>;
}

/** Writes to `file` as the bytes come, without holding them in memory. */
export function contentWriter(file: string): ContentWriter {
  const md5 = createHash("md5");
  const crc32c = new CRC32C();
  let size = 0;
  return {
    size: () => size,
    append: async (source, skip = 0) => {
      await using handle = await open(file, "a");
      let toSkip = skip;
      for await (const chunk of source) {
        const bytes = chunk.subarray(toSkip);
        toSkip -= chunk.length - bytes.length;
        await handle.appendFile(bytes);
        md5.update(bytes);
        crc32c.update(bytes);
        size += bytes.length;
      }
    },
    finish: () => ({ file, size, md5Hash: md5.digest("base64"), crc32c: crc32c.toString() }),
    discard: () => rm(file, { force: true }),
  };
}

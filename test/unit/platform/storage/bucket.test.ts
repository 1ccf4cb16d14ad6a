import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketName } from "#functions/platform/config";
import { type Bucket, storageBucket } from "#functions/platform/storage/bucket";
import { type StorageEmulator, startStorageEmulator } from "../../../../infra/local/storage-emulator.ts";

const projectId = "demo-bucket";
const dataDir = mkdtempSync(join(tmpdir(), "bucket-"));
let emulator: StorageEmulator;
let bucket: Bucket;
const bucketAt = (host: string, name = "things") =>
  storageBucket(
    {
      projectId,
      emulators: {
        ...{ firestore: undefined, pubsub: undefined, auth: undefined, tasks: undefined, secrets: undefined },
        storage: `http://${host}`,
      },
    },
    name,
  );
beforeAll(async () => {
  const buckets = [bucketName(projectId, "things")];
  emulator = await startStorageEmulator({ dataDir, buckets });
  bucket = bucketAt(emulator.host);
});
afterAll(async () => {
  await emulator.stop();
  rmSync(dataDir, { recursive: true });
});

async function* textOf(...pieces: string[]) {
  yield* pieces;
}
const as = () => ({ contentType: "text/plain", signal: AbortSignal.timeout(10_000) });
const soon = () => new Date(Date.now() + 60_000);
const read = async (name: string) =>
  (await fetch(await bucket.readUrl(name, { until: soon(), saveAs: "a.txt" }))).text();

describe("a bucket", () => {
  it("keeps a file as it was streamed, and tells its size in bytes", async () => {
    expect(await bucket.create("a b/ü", textOf("grü", "ße"), as())).toBe(7);
    expect([await bucket.sizeOf("a b/ü"), await read("a b/ü")]).toEqual([7, "grüße"]);
    expect(await bucket.create("large", textOf(...Array(300).fill("x".repeat(10_000))), as())).toBe(
      3_000_000,
    );
  });

  it("has whichever of many files of one name was finished first, whole", async () => {
    const texts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(index + 1));
    const sizes = await Promise.all(texts.map((text) => bucket.create("same", textOf(text), as())));
    const kept = await read("same");
    expect(texts).toContain(kept);
    expect(sizes).toEqual(texts.map(() => kept.length));
  });

  it("has nothing of a file that was given up, or whose text broke off", async () => {
    const giving = new AbortController();
    async function* endless() {
      for (let piece = 0; ; piece++) {
        if (piece === 20) giving.abort();
        yield "x".repeat(1000);
      }
    }
    const signal = giving.signal;
    await expect(
      bucket.create("given up", endless(), { contentType: "text/plain", signal }),
    ).rejects.toThrow();
    async function* broken() {
      yield "half";
      throw new Error("broke off");
    }
    await expect(bucket.create("broken", broken(), as())).rejects.toThrow("broke off");
    expect([await bucket.sizeOf("given up"), await bucket.sizeOf("broken")]).toEqual([undefined, undefined]);
  });

  it("is read as it was uploaded, whatever its uploader says it is packed in", async () => {
    const bytes = gzipSync(Buffer.alloc(10_000_000, 0x20));
    const wanted = { contentType: "text/plain", size: bytes.length, expiresAt: soon() };
    const { uploadUrl, headers } = await bucket.uploadUrl("packed", wanted);
    const packed = { ...headers, "content-encoding": "gzip" };
    expect((await fetch(uploadUrl, { method: "PUT", headers: packed, body: bytes })).status).toBe(200);
    expect(await bucket.find("packed")).toMatchObject({ size: bytes.length, head: bytes.subarray(0, 16) });
    expect((await bucket.readBytes("packed"))?.length).toBe(bytes.length);
  });

  it("removes what begins so and nothing else, also when there is nothing", async () => {
    for (const name of ["u1/a", "u1/b", "u10/a"]) await bucket.create(name, textOf(name), as());
    await bucket.removeAll("u1/");
    await bucket.removeAll("u1/");
    const sizes = await Promise.all(["u1/a", "u1/b", "u10/a"].map((name) => bucket.sizeOf(name)));
    expect(sizes).toEqual([undefined, undefined, 5]);
  });

  it("refuses to remove everybody's files", async () => {
    await expect(bucket.removeAll("")).rejects.toThrow("everybody");
  });

  it("that is not there is no file that is not there", async () => {
    await expect(bucketAt(emulator.host, "none").create("x", textOf("x"), as())).rejects.toThrow();
  });
});

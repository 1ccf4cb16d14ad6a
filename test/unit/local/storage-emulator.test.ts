import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patched } from "../../../infra/local/storage/object.ts";
import { startStorageBench } from "../../support/storage-bench.ts";

let bench: Awaited<ReturnType<typeof startStorageBench>>;
beforeAll(async () => {
  bench = await startStorageBench();
});
afterAll(() => bench.stop());

const bytes = randomBytes(300_000);
const simple = { resumable: false } as const;

describe("a bucket", () => {
  it("is created once, found, listed, and deleted when empty", async () => {
    const bucket = await bench.bucket();
    await expect(bench.storage().createBucket(bucket.name)).rejects.toMatchObject({ code: 409 });
    expect((await bucket.exists())[0]).toBe(true);
    const [all] = await bench.storage().getBuckets();
    expect(all.map((each) => each.name)).toContain(bucket.name);
    await bucket.file("x").save("x", simple);
    await expect(bucket.delete()).rejects.toMatchObject({ code: 409 });
    await bucket.file("x").delete();
    await bucket.delete();
    expect((await bucket.exists())[0]).toBe(false);
  });

  it("must exist before it is written to", async () => {
    const file = bench.storage().bucket("lyo-missing").file("x");
    await expect(file.save("x", simple)).rejects.toMatchObject({ code: 404 });
    await expect(file.save("x", { resumable: true })).rejects.toMatchObject({ code: 404 });
  });

  it("may not have any name", async () => {
    await expect(bench.storage().createBucket("Not Allowed")).rejects.toMatchObject({ code: 400 });
  });
});

describe.each([
  { upload: "in one request", options: simple },
  { upload: "resumably at once", options: { resumable: true } },
  { upload: "resumably in chunks", options: { resumable: true, chunkSize: 256 * 1024 } },
])("an object uploaded $upload", ({ options }) => {
  it.each(["crc32c", "md5"] as const)("passes the client's %s validation both ways", async (validation) => {
    const file = (await bench.bucket()).file("a/ü #1.bin");
    const metadata = { contentType: "audio/webm", cacheControl: "no-store", metadata: { visit: "v1" } };
    await file.save(bytes, { ...options, validation, metadata });
    const [stored] = await file.getMetadata();
    expect(stored).toMatchObject({
      ...metadata,
      name: "a/ü #1.bin",
      size: options.resumable ? expect.anything() : "300000",
      metageneration: "1",
      md5Hash: createHash("md5").update(bytes).digest("base64"),
      generation: expect.stringMatching(/^\d{16}$/),
    });
    expect((await file.download({ validation }))[0].equals(bytes)).toBe(true);
  });

  it("is written over a known generation only, and created once", async () => {
    const file = (await bench.bucket()).file("once");
    const once = { ...options, preconditionOpts: { ifGenerationMatch: 0 } };
    await file.save("first", once);
    await expect(file.save("second", once)).rejects.toMatchObject({ code: 412 });
    const { generation } = (await file.getMetadata())[0];
    const over = { ...options, preconditionOpts: { ifGenerationMatch: Number(generation) } };
    await file.save("third", over);
    await expect(file.save("fourth", over)).rejects.toMatchObject({ code: 412 });
    expect(String((await file.download())[0])).toBe("third");
  });
});

describe("an object", () => {
  it("may be empty, and many chunks long", async () => {
    const bucket = await bench.bucket();
    await bucket.file("empty").save("", simple);
    expect((await bucket.file("empty").download())[0]).toHaveLength(0);
    const chunks = Array.from({ length: 4 }, () => randomBytes(500_000));
    const target = bucket.file("long").createWriteStream({ chunkSize: 512 * 1024 });
    await pipeline(Readable.from(chunks), target);
    expect((await bucket.file("long").download())[0].equals(Buffer.concat(chunks))).toBe(true);
  });

  it("is read in part", async () => {
    const file = (await bench.bucket()).file("ranges");
    await file.save(bytes, simple);
    expect((await file.download({ start: 10, end: 19 }))[0]).toEqual(bytes.subarray(10, 20));
    expect((await file.download({ start: 299_990 }))[0]).toEqual(bytes.subarray(299_990));
    expect((await file.download({ start: 299_990, end: 400_000 }))[0]).toEqual(bytes.subarray(299_990));
    expect((await file.download({ end: -5 }))[0]).toEqual(bytes.subarray(299_995));
    await expect(file.download({ start: 300_000 })).rejects.toMatchObject({ code: 416 });
  });

  it("is 404 when missing, in the error shape of Cloud Storage", async () => {
    const file = (await bench.bucket()).file("missing");
    await expect(file.getMetadata()).rejects.toMatchObject({ code: 404, errors: [{ reason: "notFound" }] });
    await expect(file.download()).rejects.toMatchObject({ code: 404 });
    await expect(file.delete()).rejects.toMatchObject({ code: 404 });
    expect((await file.exists())[0]).toBe(false);
  });

  it("is refused when its checksum is not the one foretold", async () => {
    const bucket = await bench.bucket();
    const wrong = { md5Hash: createHash("md5").update("other").digest("base64") };
    const saved = bucket.file("wrong").save("this", { ...simple, metadata: wrong });
    await expect(saved).rejects.toMatchObject({ code: 400 });
    expect((await bucket.file("wrong").exists())[0]).toBe(false);
  });

  it("has its metadata patched key by key", async () => {
    const file = (await bench.bucket()).file("patched");
    const metadata = { contentType: "text/plain", metadata: { a: "1", b: "2" } };
    await file.save("x", { ...simple, metadata });
    await file.setMetadata({ contentType: "text/csv", metadata: { b: null, c: "3" } });
    const [stored] = await file.getMetadata();
    expect(stored).toMatchObject({
      contentType: "text/csv",
      metageneration: "2",
      metadata: { a: "1", c: "3" },
    });
    expect(stored.metadata).not.toHaveProperty("b");
    const stale = file.setMetadata({ contentType: "x/y" }, { ifMetagenerationMatch: 1 });
    await expect(stale).rejects.toMatchObject({ code: 412 });
  });

  it("is copied and moved with its metadata, or with another", async () => {
    const bucket = await bench.bucket();
    const source = bucket.file("source");
    await source.save(bytes, { ...simple, contentType: "audio/webm", metadata: { metadata: { a: "1" } } });
    await source.copy(bucket.file("copy"));
    await source.copy(bucket.file("renamed"), { contentType: "audio/ogg" });
    await bucket.file("copy").move("moved");
    const [moved] = await bucket.file("moved").getMetadata();
    expect(moved).toMatchObject({ contentType: "audio/webm", metadata: { a: "1" }, size: "300000" });
    expect((await bucket.file("renamed").getMetadata())[0].contentType).toBe("audio/ogg");
    expect((await bucket.file("copy").exists())[0]).toBe(false);
    expect((await bucket.file("moved").download())[0].equals(bytes)).toBe(true);
    const again = source.copy(bucket.file("moved"), { preconditionOpts: { ifGenerationMatch: 0 } });
    await expect(again).rejects.toMatchObject({ code: 412 });
  });

  it("is deleted in a known generation only", async () => {
    const file = (await bench.bucket()).file("deleted");
    await file.save("x", simple);
    await expect(file.delete({ ifGenerationMatch: 1 })).rejects.toMatchObject({ code: 412 });
    await file.delete({ ifGenerationMatch: Number((await file.getMetadata())[0].generation) });
    expect((await file.exists())[0]).toBe(false);
  });

  it("survives a restart, byte for byte", async () => {
    const bucket = await bench.bucket();
    await bucket.file("kept/x").save(bytes, { ...simple, contentType: "audio/webm" });
    const [before] = await bucket.file("kept/x").getMetadata();
    await bench.restart();
    const file = bench.storage().bucket(bucket.name).file("kept/x");
    expect((await file.download())[0].equals(bytes)).toBe(true);
    const { generation, contentType, timeCreated } = before;
    expect((await file.getMetadata())[0]).toMatchObject({ generation, contentType, timeCreated });
    await file.save("next", simple);
    expect(Number((await file.getMetadata())[0].generation)).toBeGreaterThan(Number(generation));
  });
});

describe("a patch", () => {
  it("keeps what it does not name and erases what it sets to null", () => {
    const fields = { contentType: "a/b", cacheControl: "no-store", metadata: { a: "1", b: "2" } };
    expect(patched(fields, {})).toEqual(fields);
    const patch = { contentType: undefined, cacheControl: null, metadata: { a: null } };
    expect(patched(fields, patch)).toEqual({ contentType: "a/b", metadata: { b: "2" } });
    expect(patched(fields, { metadata: null })).not.toHaveProperty("metadata");
  });
});

describe("a listing", () => {
  it("pages through names in order, folding what lies deeper", async () => {
    const bucket = await bench.bucket();
    const names = ["a", "b/1", "b/2", "b/c/3", "d/4", "e"];
    for (const name of names) await bucket.file(name).save("", simple);
    const [all] = await bucket.getFiles();
    expect(all.map((file) => file.name)).toEqual(names);
    const [deep] = await bucket.getFiles({ prefix: "b/" });
    expect(deep.map((file) => file.name)).toEqual(["b/1", "b/2", "b/c/3"]);

    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = { delimiter: "/", maxResults: 2, autoPaginate: false, ...(pageToken && { pageToken }) };
      const [files, next, response] = await bucket.getFiles(query);
      // The client leaves the answer untyped; `prefixes` is documented in the reference of objects.list.
      const { prefixes = [] } = response as { prefixes?: string[] };
      expect(files.length + prefixes.length).toBeLessThanOrEqual(2);
      seen.push(...[...files.map((file) => file.name), ...prefixes].toSorted());
      pageToken = next?.pageToken;
    } while (pageToken);
    expect(seen).toEqual(["a", "b/", "d/", "e"]);
  });
});

it("serves a client that finds it by STORAGE_EMULATOR_HOST", async () => {
  process.env.STORAGE_EMULATOR_HOST = `http://${bench.host()}`;
  const storage = new Storage({ projectId: "demo-lyo" });
  delete process.env.STORAGE_EMULATOR_HOST;
  const [bucket] = await storage.createBucket("lyo-by-environment");
  await bucket.file("a/b").save(bytes, { resumable: true });
  expect((await bucket.file("a/b").download())[0].equals(bytes)).toBe(true);
  expect((await bucket.getFiles())[0]).toHaveLength(1);
});

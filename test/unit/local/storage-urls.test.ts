import { request } from "node:http";
import type { Bucket, File } from "@google-cloud/storage";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startStorageBench } from "../../support/storage-bench.ts";

let bench: Awaited<ReturnType<typeof startStorageBench>>;
let bucket: Bucket;
beforeAll(async () => {
  bench = await startStorageBench();
});
beforeEach(async () => {
  bucket = await bench.bucket();
});
afterAll(() => bench.stop());

const inAMinute = () => Date.now() + 60_000;
const signed = async (file: File, action: "read" | "write", more: object = {}): Promise<string> =>
  (await file.getSignedUrl({ version: "v4", action, expires: inAMinute(), ...more }))[0];

/** The same URL as it was `ms` ago. */
function aged(url: string, ms: number): string {
  const parsed = new URL(url);
  const at = new Date(Date.now() - ms).toISOString().replace(/[-:]|\.\d+/g, "");
  parsed.searchParams.set("X-Goog-Date", at);
  return parsed.href;
}

describe("a signed URL to read", () => {
  it("gives the object, whole, in part, or its headers", async () => {
    const file = bucket.file("a b/ü.txt");
    await file.save("0123456789", { resumable: false, contentType: "text/plain" });
    const url = await signed(file, "read");
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get("content-type"), await whole.text()]).toEqual([
      200,
      "text/plain",
      "0123456789",
    ]);
    const part = await fetch(url, { headers: { range: "bytes=2-4" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    const head = await fetch(url, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("10");
    const beyond = await fetch(url, { headers: { range: "bytes=10-" } });
    expect([beyond.status, await beyond.text()]).toEqual([416, expect.stringContaining("InvalidRange")]);
  });

  it("gives nothing new to who holds the newest", async () => {
    const file = bucket.file("cached");
    await file.save("x", { resumable: false });
    const url = await signed(file, "read");
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { "if-match": '"other"' } })).status).toBe(412);
  });

  it("labels the answer as it says", async () => {
    const file = bucket.file("labelled");
    await file.save("x", { resumable: false });
    const url = await signed(file, "read", { responseType: "text/csv", promptSaveAs: "report.csv" });
    const { headers } = await fetch(url);
    expect(headers.get("content-type")).toBe("text/csv");
    expect(headers.get("content-disposition")).toContain("report.csv");
  });

  it("ends at its time", async () => {
    const file = bucket.file("late");
    await file.save("x", { resumable: false });
    const url = await signed(file, "read");
    expect((await fetch(aged(url, 50_000))).status).toBe(200);
    const late = await fetch(aged(url, 62_000));
    expect([late.status, await late.text()]).toEqual([400, expect.stringContaining("ExpiredToken")]);
  });

  it.each([
    ["X-Goog-Expires", "604801"],
    ["X-Goog-Date", "yesterday"],
    ["X-Goog-Credential", ""],
  ])("is refused with a bad %s", async (parameter, value) => {
    const url = new URL(await signed(bucket.file("x"), "read"));
    url.searchParams.set(parameter, value);
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("MalformedSecurityHeader"),
    ]);
  });

  it("is 404 for a missing object", async () => {
    const response = await fetch(await signed(bucket.file("none"), "read"));
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining("NoSuchKey")]);
  });
});

describe("a signed URL to write", () => {
  it("takes the object with its headers", async () => {
    const file = bucket.file("put.webm");
    const url = await signed(file, "write", { contentType: "audio/webm" });
    const headers = { "content-type": "audio/webm", "x-goog-meta-visit": "v1" };
    const response = await fetch(url, { method: "PUT", body: "hello", headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
    const [stored] = await file.getMetadata();
    expect(stored).toMatchObject({ contentType: "audio/webm", size: "5", metadata: { visit: "v1" } });
  });

  it("wants every header that was signed", async () => {
    const url = await signed(bucket.file("typed"), "write", { contentType: "audio/webm" });
    const response = await fetch(url, { method: "PUT", body: new Uint8Array([1]) });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("MalformedSecurityHeader"),
    ]);
    expect((await bucket.file("typed").exists())[0]).toBe(false);
  });

  it.each([
    { length: 1, code: "EntityTooSmall" },
    { length: 11, code: "EntityTooLarge" },
  ])("refuses $length bytes when 2 to 10 were signed: $code", async ({ length, code }) => {
    const extensionHeaders = { "x-goog-content-length-range": "2,10" };
    const url = await signed(bucket.file("sized"), "write", { extensionHeaders });
    const put = (body: string | ReadableStream, more: object = {}) =>
      fetch(url, { method: "PUT", body, headers: extensionHeaders, ...more });
    const announced = await put("x".repeat(length));
    expect([announced.status, await announced.text()]).toEqual([400, expect.stringContaining(code)]);
    // Without a length in advance, as a browser sends a stream.
    const streamed = await put(new Blob(["x".repeat(length)]).stream(), { duplex: "half" });
    expect([streamed.status, await streamed.text()]).toEqual([400, expect.stringContaining(code)]);
    expect((await bucket.file("sized").exists())[0]).toBe(false);
    expect((await put("x".repeat(10))).status).toBe(200);
  });

  it("creates once when told to, and checks the digest", async () => {
    const extensionHeaders = { "x-goog-if-generation-match": "0" };
    const url = await signed(bucket.file("once"), "write", { extensionHeaders });
    const put = (headers: Record<string, string>) =>
      fetch(url, { method: "PUT", body: "x", headers: { ...extensionHeaders, ...headers } });
    const wrong = await put({ "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("BadDigest")]);
    expect((await put({})).status).toBe(200);
    const twice = await put({});
    expect([twice.status, await twice.text()]).toEqual([412, expect.stringContaining("PreconditionFailed")]);
  });

  it("creates exactly once when many try at the same time", async () => {
    const headers = { "x-goog-if-generation-match": "0" };
    const url = await signed(bucket.file("race"), "write", { extensionHeaders: headers });
    const bodies = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
    const tried = bodies.map(async (body) => (await fetch(url, { method: "PUT", body, headers })).status);
    const statuses = await Promise.all(tried);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(19);
    const winner = bodies[statuses.indexOf(200)];
    expect(await (await fetch(await signed(bucket.file("race"), "read"))).text()).toBe(winner);
  });

  it("lets a browser of another origin ask first", async () => {
    const url = await signed(bucket.file("cors"), "write", { contentType: "image/png" });
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:5173",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type,x-goog-content-length-range",
      },
    });
    expect(preflight.ok).toBe(true);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": expect.stringContaining("PUT"),
      "access-control-allow-headers": "content-type,x-goog-content-length-range",
    });
    const headers = { origin: "http://localhost:5173", "content-type": "image/png" };
    const put = await fetch(url, { method: "PUT", body: "x", headers });
    expect(put.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("a resumable upload", () => {
  const begin = async (name: string, query = ""): Promise<string> => {
    const path = `/upload/storage/v1/b/${bucket.name}/o?uploadType=resumable&name=${name}${query}`;
    const response = await fetch(`http://${bench.host()}${path}`, { method: "POST" });
    return response.headers.get("location") ?? "";
  };
  const put = (url: string, range: string, body?: string) =>
    fetch(url, { method: "PUT", headers: { "content-range": range }, ...(body && { body }) });

  it("says how far it has come, takes what is missing, and leaves out what came twice", async () => {
    const url = await begin("pieces");
    expect((await put(url, "bytes */*")).status).toBe(308);
    const first = await put(url, "bytes 0-4/10", "01234");
    expect([first.status, first.headers.get("range")]).toEqual([308, "bytes=0-4"]);
    const asked = await put(url, "bytes */10");
    expect([asked.status, asked.headers.get("range")]).toEqual([308, "bytes=0-4"]);
    expect((await put(url, "bytes 7-9/10", "789")).status).toBe(400);
    const last = await put(url, "bytes 3-9/10", "3456789");
    expect([last.status, await last.json()]).toEqual([200, expect.objectContaining({ size: "10" })]);
    expect((await put(url, "bytes */10")).status).toBe(200);
    expect(String((await bucket.file("pieces").download())[0])).toBe("0123456789");
  });

  it("goes on after a broken connection from the bytes that arrived", async () => {
    const url = await begin("broken");
    const headers = { "content-range": "bytes 0-9/10", "content-length": "10" };
    const broken = request(url, { method: "PUT", headers });
    broken.on("error", () => {});
    broken.write("0123");
    await new Promise((resolve) => setTimeout(resolve, 50));
    broken.destroy();
    let range: string | null = null;
    while (range !== "bytes=0-3") range = (await put(url, "bytes */10")).headers.get("range");
    expect((await put(url, "bytes 4-9/10", "456789")).status).toBe(200);
    expect(String((await bucket.file("broken").download())[0])).toBe("0123456789");
  });

  it("is forgotten when cancelled", async () => {
    const url = await begin("cancelled");
    await put(url, "bytes 0-4/10", "01234");
    expect((await fetch(url, { method: "DELETE" })).status).toBe(499);
    expect((await put(url, "bytes */10")).status).toBe(404);
  });

  it("checks its precondition when it ends", async () => {
    const url = await begin("raced", "&ifGenerationMatch=0");
    await bucket.file("raced").save("winner", { resumable: false });
    expect((await put(url, "bytes 0-4/5", "loser")).status).toBe(412);
    expect(String((await bucket.file("raced").download())[0])).toBe("winner");
  });
});

import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureProcess, received, startFixture } from "../../support/fixture-process.ts";

let fixture: FixtureProcess;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const post = (body: string | Buffer, headers: Record<string, string> = {}, path = "/v1/things") =>
  fetch(`${fixture.url}${path}`, {
    method: path === "/v1/notes" ? "PUT" : "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });

async function slugOf(response: Response): Promise<string> {
  // `problemOf` of the answers' tests looks at the rest.
  const { type } = (await response.json()) as { type: string };
  return `${response.status} ${type.split("/").at(-1)}`;
}

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe("a body", () => {
  it("reaches its handler as it was sent", async () => {
    const thing = { name: "Łódź 🌍 \u0000", tags: ["__proto__", ""] };
    const response = await post(JSON.stringify(thing));
    expect(response.status).toBe(201);
    await expect(response.json()).resolves.toEqual(thing);
  });

  it("with half a character is refused with a pointer: nothing stores it", async () => {
    const response = await post(JSON.stringify({ name: "x", tags: ["whole", "\ud83d"] }));
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ errors: [{ pointer: "#/tags/1" }] });
  });

  it.each([
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/JSON",
    "application/merge-patch+json",
  ])("of type %s is read", async (type) => {
    expect((await post('{"text":"x"}', { "content-type": type }, "/v1/notes")).status).toBe(200);
  });

  it("may be left out where it is not required", async () => {
    const response = await fetch(`${fixture.url}/v1/notes`, { method: "PUT" });
    await expect(response.json()).resolves.toEqual({ name: "empty" });
  });

  it.each([
    ["cut off", '{"name":'],
    ["empty", ""],
    ["two values", "{}{}"],
    ["not JSON", "name=x"],
    ["NaN", '{"name":NaN}'],
    ["UTF-16", Buffer.from('{"name":"x"}', "utf16le")],
    ["invalid UTF-8", bytes('{"name":"', [0xff, 0xfe], '"}')],
    ["an overlong encoding", bytes('{"name":"', [0xc0, 0xaf], '"}')],
  ])("that is %s is malformed", async (_, body) => {
    expect(await slugOf(await post(body))).toBe("400 malformed-json");
  });

  it.each(['"text"', "7", "null", "[]", "true"])(
    "that is the primitive or list %s fits no schema",
    async (body) => {
      expect(await slugOf(await post(body))).toBe("400 validation-error");
    },
  );

  it("has each of its faults pointed at", async () => {
    const response = await post('{"name":"","tags":[1],"a/b~c":1,"surprise":2}');
    await expect(response.json()).resolves.toMatchObject({
      detail: "Some values are not valid.",
      errors: expect.arrayContaining([
        { pointer: "#/name", detail: expect.any(String) },
        { pointer: "#/tags/0", detail: expect.any(String) },
        { pointer: "#/a~1b~0c", detail: "is not a known field" },
        { pointer: "#/surprise", detail: "is not a known field" },
      ]),
    });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
    "application/json; charset=latin1",
  ])("of type '%s' is not supported", async (type) => {
    expect(await slugOf(await post('{"name":"x"}', { "content-type": type }))).toBe(
      "415 unsupported-media-type",
    );
    if (type !== "")
      expect(await slugOf(await post("{}", { "content-type": type }, "/v1/notes"))).toBe(
        "415 unsupported-media-type",
      );
  });

  it("that is compressed is refused before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, " "), { level: 9 });
    const small = gzipSync('{"name":"x"}');
    expect(await slugOf(await post(small, { "content-encoding": "gzip" }))).toBe(
      "415 unsupported-media-type",
    );
    expect(await slugOf(await post(bomb.subarray(0, 9000), { "content-encoding": "br" }))).toBe(
      "415 unsupported-media-type",
    );
  });

  it("over its call's limit is too large, at it is not", async () => {
    const sized = (length: number) => JSON.stringify({ name: "x".repeat(length - '{"name":""}'.length) });
    expect((await post(sized(1000))).status).toBe(201);
    expect(await slugOf(await post(sized(1001)))).toBe("413 payload-too-large");
  });

  it("over every call's limit is too large by its announced length, before it is sent", async () => {
    const socket = connect(fixture.port, "127.0.0.1");
    socket.write(
      "POST /v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10001\r\n\r\n{",
    );
    const answer = await received(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain("payload-too-large");
  });

  it("over every call's limit is too large when its length is not announced", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 200) controller.close();
        else controller.enqueue(new Uint8Array(1000).fill(32));
      },
    });
    const response = await fetch(`${fixture.url}/v1/things`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: endless,
      // Needed for a stream; TypeScript's own type of a request leaves it out.
      duplex: "half",
    } as RequestInit);
    expect(await slugOf(response)).toBe("413 payload-too-large");
  });

  it("sent in pieces is put together", async () => {
    const socket = connect(fixture.port, "127.0.0.1");
    socket.write(
      "POST /v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    );
    for (const piece of ['{"na', 'me":"sl', 'ow"}']) {
      await wait(30);
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }
    socket.write("0\r\n\r\n");
    const answer = await received(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer).toContain('{"name":"slow","tags":[]}');
  });

  it("that its client gives up on changes nothing for others", async () => {
    for (let i = 0; i < 20; i++) {
      const socket = connect(fixture.port, "127.0.0.1");
      socket.write(
        'POST /v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"na',
      );
      await wait(2);
      socket.destroy();
    }
    expect((await post('{"name":"x"}')).status).toBe(201);
    expect(fixture.output()).not.toMatch(/error/i);
  });
});

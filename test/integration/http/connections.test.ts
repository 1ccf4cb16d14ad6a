import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureProcess, received, startFixture } from "../../support/fixture-process.ts";

let fixture: FixtureProcess;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const HEAD = "Host: localhost\r\nConnection: close\r\n";
const get = (target: string) => fixture.raw(`GET ${target} HTTP/1.1\r\n${HEAD}\r\n`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);

describe("a connection", () => {
  it.each([
    ["is no HTTP", "\u0016\u0003\u0001\u0000garbage\r\n\r\n"],
    ["names no version", "GET /v1/things\r\n\r\n"],
    ["has an unknown method", `FETCH /v1/things HTTP/1.1\r\n${HEAD}\r\n`],
    ["has a space before a colon", `GET /v1/things HTTP/1.1\r\nHost : localhost\r\n${HEAD}\r\n`],
    ["folds a header", `GET /v1/things HTTP/1.1\r\n${HEAD}X-Folded: a\r\n b\r\n\r\n`],
    ["ends lines with a bare CR", "GET /v1/things HTTP/1.1\rHost: localhost\r\r"],
    ["lacks Host", "GET /v1/things HTTP/1.1\r\nConnection: close\r\n\r\n"],
    [
      "has two lengths",
      `POST /v1/things HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    ],
    ["has a negative length", `POST /v1/things HTTP/1.1\r\n${HEAD}Content-Length: -1\r\n\r\n{}`],
    [
      "has a length and chunks",
      `POST /v1/things HTTP/1.1\r\n${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/secret HTTP/1.1\r\n\r\n`,
    ],
    [
      "has an unknown transfer coding",
      `POST /v1/things HTTP/1.1\r\n${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      "has a broken chunk",
      `POST /v1/things HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    ],
  ])("whose request %s is refused and closed", async (_, request) => {
    const answer = await fixture.raw(request);
    expect(statusOf(answer)).toBe(400);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it("whose header is too long is refused with 431", async () => {
    const answer = await fixture.raw(
      `GET /v1/things HTTP/1.1\r\n${HEAD}X-Long: ${"x".repeat(20_000)}\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(431);
  });

  it.each([
    ["/v1/%zz", 404],
    ["/v1/things/%2e%2e/secret", 401],
    ["/v1/things/..%2fsecret", 200],
    ["/v1/things/../../../etc/passwd", 404],
    ["//v1/things", 404],
    ["/v1//things", 404],
    ["/v1/things/", 404],
    ["/V1/things", 404],
    ["/v1/things;a=b", 404],
    ["/v1/things%00", 404],
    ["/v1/things\\..\\secret", 400],
    ["*", 400],
    ["http://evil.example/v1/things", 200],
    ["/v1/things?limit=%zz", 400],
    ["/v1/things?limit=1&limit=2", 400],
    ["/v1/things?__proto__[limit]=1", 200],
    ["/v1/things/constructor", 200],
  ])("that asks for %s gets %i", async (target, status) => {
    expect(statusOf(await get(target))).toBe(status);
  });

  it("may ask for a long path", async () => {
    expect(statusOf(await get(`/v1/things/${"x".repeat(8000)}`))).toBe(200);
  });

  it("takes pipelined requests in their order", async () => {
    const first = "GET /v1/things?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const answer = await fixture.raw(`${first}GET /v1/things?limit=2 HTTP/1.1\r\n${HEAD}\r\n`);
    expect(answer.match(/\{"limit":\d\}/g)).toEqual(['{"limit":1}', '{"limit":2}']);
  });

  it("is kept longer than a load balancer keeps it, so that none is closed under a request", async () => {
    const { headers } = await fetch(`${fixture.url}/v1/things`);
    expect(headers.get("keep-alive")).toBe("timeout=620");
  });

  it("of a client that reads and writes slowly keeps nobody waiting", async () => {
    const slow = connect(fixture.port, "127.0.0.1");
    const request = `GET /v1/things HTTP/1.1\r\n${HEAD}\r\n`;
    let answered = 0;
    for (const byte of request) {
      slow.write(byte);
      await wait(5);
      if (answered < 20) expect((await fetch(`${fixture.url}/v1/things`)).status).toBe(200);
      answered += 1;
    }
    expect(statusOf(await received(slow))).toBe(200);
  });

  it("whose client leaves before the answer harms nobody", async () => {
    for (let i = 0; i < 10; i++) {
      const socket = connect(fixture.port, "127.0.0.1");
      socket.write("GET /v1/slow?ms=50 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await wait(5);
      socket.resetAndDestroy();
    }
    await wait(100);
    expect((await fetch(`${fixture.url}/v1/things`)).status).toBe(200);
  });
});

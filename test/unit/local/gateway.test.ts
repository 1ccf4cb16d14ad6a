import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../../../infra/local/gateway.ts";
import { closed, listening } from "../../../infra/local/identity.ts";

const running: { gateway: Gateway; server: Server }[] = [];
afterEach(async () => {
  for (const { gateway, server } of running.splice(0)) {
    await gateway.stop();
    await closed(server);
  }
});

/** A gateway before one function `echo`, which answers as told. */
async function gatewayBefore(listener: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  const port = await listening(server, "127.0.0.1", 0);
  const functions = [
    { name: "echo", paths: ["/v1/echo/*"] },
    { name: "gone", paths: ["/v1/gone/*"] },
    { name: "starting", paths: ["/v1/starting/*"] },
  ];
  // Port 1 answers no one.
  const ports: Record<string, number> = { echo: port, gone: 1 };
  const gateway = await startGateway({ port: 0, functions, portOf: (name) => ports[name] });
  running.push({ gateway, server });
  return gateway.url;
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of message) text += chunk;
  return text;
};

describe("the gateway", () => {
  it("passes on method, path, query, headers and body as they came", async () => {
    const url = await gatewayBefore(async (incoming, response) => {
      const { method, url: target, headers } = incoming;
      response.end(JSON.stringify({ method, target, headers, body: await textOf(incoming) }));
    });
    const target = "/v1/echo/a%2Fb//c?x=1&x=2";
    const answer = await fetch(url + target, { method: "PUT", body: "é", headers: { "x-mine": "1" } });
    expect(await answer.json()).toMatchObject({
      ...{ method: "PUT", target, body: "é" },
      headers: {
        "x-mine": "1",
        host: new URL(url).host,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
      },
    });
  });

  it("appends the client's address to what the client claims", async () => {
    const url = await gatewayBefore(
      (incoming, response) => void response.end(incoming.headers["x-forwarded-for"]),
    );
    const answer = await fetch(`${url}/v1/echo/`, { headers: { "x-forwarded-for": "6.6.6.6, 203.0.113.9" } });
    expect(await answer.text()).toBe("6.6.6.6, 203.0.113.9, 127.0.0.1");
  });

  it("passes on a body of unknown length, and status and repeated headers of the answer", async () => {
    const url = await gatewayBefore(async (incoming, response) => {
      response.writeHead(418, "Short and stout", { "set-cookie": ["a=1", "b=2"] });
      response.end(await textOf(incoming));
    });
    const sending = request(`${url}/v1/echo/`, { method: "POST" });
    sending.write("one ");
    sending.end("two");
    const [answer] = (await once(sending, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(418);
    expect(answer.statusMessage).toBe("Short and stout");
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(await textOf(answer)).toBe("one two");
  });

  it("streams: the first event is read before the second is written", async () => {
    let write = (_text: string) => {};
    const url = await gatewayBefore((_incoming, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      write = (text) => void response.write(text);
    });
    const answer = await fetch(`${url}/v1/echo/events`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      write(event);
      expect((await reader?.read())?.value).toBe(event);
    }
    await reader?.cancel();
  });

  it("ends the function's request when the client leaves", async () => {
    const left = Promise.withResolvers<void>();
    const url = await gatewayBefore((_incoming, response) => {
      response.writeHead(200).write("begun");
      response.once("close", () => left.resolve());
    });
    const client = new AbortController();
    const answer = await fetch(`${url}/v1/echo/`, { signal: client.signal });
    client.abort();
    await left.promise;
    await expect(answer.text()).rejects.toThrow();
  });

  it("cuts the client off when the function dies in the middle of an answer", async () => {
    const url = await gatewayBefore((incoming, response) => {
      response.writeHead(200).write("half of ");
      setTimeout(() => incoming.socket.destroy(), 20);
    });
    const answer = await fetch(`${url}/v1/echo/`);
    await expect(answer.text()).rejects.toThrow();
  });

  it("answers 404 where no function serves the path", async () => {
    const url = await gatewayBefore((_incoming, response) => void response.end());
    const answer = await fetch(`${url}/v1/nothing?x=1`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      type: "https://api.lyo.app/problems/resource-not-found",
      status: 404,
      instance: "/v1/nothing",
    });
  });

  it.each(["gone", "starting"])(
    "answers 503 and when to come again while the function is %s",
    async (name) => {
      const url = await gatewayBefore((_incoming, response) => void response.end());
      const answer = await fetch(`${url}/v1/${name}/x`, { method: "POST", body: "{}" });
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await answer.json()).toMatchObject({ type: "https://api.lyo.app/problems/feature-unavailable" });
    },
  );
});

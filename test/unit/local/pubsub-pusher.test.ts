import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closed, listening } from "../../../infra/local/identity.ts";
import {
  type DisturbPush,
  outOfOrder,
  type Pusher,
  startPusher,
  twice,
} from "../../../infra/local/pubsub-pusher.ts";

interface Received {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly messageId: string;
}

let dataDir = "";
let subscriber: Server;
let target = "";
let received: Received[] = [];
let status = 204;
let pusher: Pusher;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lyo-pusher-"));
  received = [];
  status = 204;
  subscriber = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { messageId } = JSON.parse(body).message;
    received.push({ path: request.url, authorization: request.headers.authorization, messageId });
    response.writeHead(status).end();
  });
  target = `http://127.0.0.1:${await listening(subscriber, "127.0.0.1", 0)}`;
});
afterEach(async () => {
  await pusher.stop();
  await closed(subscriber);
  await rm(dataDir, { recursive: true });
});

async function start(disturb?: DisturbPush): Promise<void> {
  pusher = await startPusher({
    target,
    token: async () => "signed",
    dataDir,
    maxDeliveryAttempts: 3,
    disturb,
  });
}

/** What the emulator does with a message. */
const push = async (messageId: string): Promise<number> => {
  const body = JSON.stringify({
    subscription: "projects/p/subscriptions/s",
    message: { messageId, data: "" },
  });
  return (await fetch(pusher.endpoint("/jobs/feeds/events"), { method: "POST", body })).status;
};

const ids = () => received.map(({ messageId }) => messageId);

describe("the pusher", () => {
  it("signs a message and sends it to the subscriber's path", async () => {
    await start();
    expect(await push("1")).toBe(204);
    expect(received).toEqual([
      { path: "/jobs/feeds/events", authorization: "Bearer signed", messageId: "1" },
    ]);
    expect(pusher.pending()).toBe(0);
  });

  it("relays a refusal, so that the emulator retries", async () => {
    await start();
    status = 409;
    expect(await push("1")).toBe(409);
    expect(pusher.pending()).toBe(1);
    status = 204;
    expect(await push("1")).toBe(204);
    expect(pusher.pending()).toBe(0);
  });

  it("answers 503 while nobody is there", async () => {
    await start();
    await closed(subscriber);
    expect(await push("1")).toBe(503);
  });

  it("forgets a message that was refused as often as the emulator tries", async () => {
    await start();
    status = 500;
    for (const pending of [1, 1, 0]) {
      await push("1");
      expect(pusher.pending()).toBe(pending);
    }
  });

  it("delivers after a restart what was not acknowledged before, and only that", async () => {
    await start();
    await push("acknowledged");
    status = 503;
    await push("refused");
    await pusher.stop();
    status = 204;
    received = [];
    await start();
    pusher.deliverKept();
    await expect.poll(ids).toEqual(["refused"]);
    await expect.poll(() => pusher.pending()).toBe(0);
    await pusher.stop();
    await start();
    pusher.deliverKept();
    await wait(50);
    expect(ids()).toEqual(["refused"]);
  });

  it("can deliver everything twice", async () => {
    await start(twice);
    expect(await push("1")).toBe(204);
    expect(ids()).toEqual(["1", "1"]);
  });

  it("can let a later message overtake an earlier one", async () => {
    await start(outOfOrder(100));
    await Promise.all([push("1"), wait(20).then(() => push("2"))]);
    expect(ids()).toEqual(["2", "1"]);
  });
});

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startIdentity } from "../../../infra/local/identity.ts";
import { both, duplicated, shuffled } from "../../../infra/local/tasks/delivery.ts";
import { isExhausted, retryDelay } from "../../../infra/local/tasks/queue.ts";
import { startTasksEmulator } from "../../../infra/local/tasks-emulator.ts";
import { type Answer, fromNow, startTasksBench, tasksClient, until } from "../../support/tasks-bench.ts";

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function aBench(options: Parameters<typeof startTasksBench>[0], answer?: Answer) {
  const bench = await startTasksBench(options, answer);
  cleanUps.push(bench.stop);
  return bench;
}

/** Answers with each status in turn, and with the last for ever. */
const inTurn = (...statuses: number[]): Answer => {
  let next = 0;
  return () => statuses[Math.min(next++, statuses.length - 1)] ?? 500;
};

const ALREADY_EXISTS = 6;
const fast = { minBackoff: { nanos: 20e6 }, maxBackoff: { nanos: 40e6 } };

describe("the retry schedule", () => {
  const config = {
    maxAttempts: 100,
    maxRetryDuration: 0,
    minBackoff: 10_000,
    maxBackoff: 300_000,
    maxDoublings: 3,
  };

  it("is the one of the reference's own example", () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => retryDelay(config, attempts) / 1000);
    expect(seconds).toEqual([10, 20, 40, 80, 160, 240, 300, 300]);
  });

  it.each([
    { maxAttempts: 3, maxRetryDuration: 0, attempts: 2, ageMs: 1e9, ends: false },
    { maxAttempts: 3, maxRetryDuration: 0, attempts: 3, ageMs: 0, ends: true },
    { maxAttempts: 3, maxRetryDuration: 5000, attempts: 3, ageMs: 4999, ends: false },
    { maxAttempts: 3, maxRetryDuration: 5000, attempts: 3, ageMs: 5000, ends: true },
    { maxAttempts: -1, maxRetryDuration: 0, attempts: 1e6, ageMs: 1e9, ends: false },
    { maxAttempts: -1, maxRetryDuration: 5000, attempts: 1, ageMs: 5000, ends: true },
  ])("ends when attempts and time are both used up: %j", ({ attempts, ageMs, ends, ...limits }) => {
    expect(isExhausted({ ...config, ...limits }, attempts, ageMs)).toBe(ends);
  });
});

describe("a failing task", () => {
  it("is tried again after a growing pause, and told why", async () => {
    const bench = await aBench({}, inTurn(503, 400, 200));
    const parent = await bench.queue("flaky", {
      retryConfig: { minBackoff: { nanos: 100e6 }, maxDoublings: 1 },
    });
    await bench.client.createTask({ parent, task: { httpRequest: { url: bench.url } } });
    await bench.emulator.idle();
    const [first, second, third] = bench.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(99);
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(199);
    expect(second?.headers).toMatchObject({
      "x-cloudtasks-taskretrycount": "1",
      "x-cloudtasks-taskexecutioncount": "0",
      "x-cloudtasks-taskpreviousresponse": "503",
      "x-cloudtasks-taskretryreason": "HTTP_503",
    });
    expect(third?.headers).toMatchObject({
      "x-cloudtasks-taskretrycount": "2",
      "x-cloudtasks-taskexecutioncount": "1",
      "x-cloudtasks-taskpreviousresponse": "400",
    });
  });

  it("shows how its last attempt went while it waits for the next", async () => {
    const bench = await aBench({}, () => 400);
    const parent = await bench.queue("waiting", { retryConfig: { minBackoff: { seconds: 60 } } });
    const [{ name }] = await bench.client.createTask({ parent, task: { httpRequest: { url: bench.url } } });
    const read = async () => (await bench.client.getTask({ name: name ?? "" }))[0];
    while ((await read()).responseCount === 0);
    expect(await read()).toMatchObject({
      dispatchCount: 1,
      responseCount: 1,
      lastAttempt: { responseStatus: { code: 2, message: "HTTP 400" } },
    });
  });

  it("waits for its retry though it stood in line when it was run by hand", async () => {
    const bench = await aBench({}, () => 500);
    const parent = await bench.queue("by-hand", { retryConfig: { minBackoff: { seconds: 60 } } });
    await bench.client.pauseQueue({ name: parent });
    const [{ name }] = await bench.client.createTask({ parent, task: { httpRequest: { url: bench.url } } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await bench.client.runTask({ name: name ?? "" });
    while ((await bench.client.getTask({ name: name ?? "" }))[0].responseCount === 0);
    await bench.client.resumeQueue({ name: parent });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bench.received).toHaveLength(1);
  });

  it("is dropped after its last attempt", async () => {
    const bench = await aBench({}, () => 500);
    const parent = await bench.queue("dead", { retryConfig: { maxAttempts: 4, ...fast } });
    await bench.client.createTask({ parent, task: { httpRequest: { url: bench.url } } });
    await bench.emulator.idle();
    expect(bench.received).toHaveLength(4);
  });

  it("is cut off at its deadline and tried again", async () => {
    const answers = ["never", 200] as const;
    const bench = await aBench({ deadlineMsMin: 0 }, () => answers[bench.received.length - 1] ?? 500);
    const parent = await bench.queue("slow", { retryConfig: fast });
    const task = { dispatchDeadline: { nanos: 150e6 }, httpRequest: { url: bench.url } };
    await bench.client.createTask({ parent, task });
    await bench.emulator.idle();
    expect(bench.received.map((request) => request.headers["x-cloudtasks-taskretryreason"])).toEqual([
      undefined,
      "DEADLINE_EXCEEDED",
    ]);
  });

  it("is tried again when nobody answers at all", async () => {
    const lines: string[] = [];
    const bench = await aBench({ log: (line) => lines.push(line) });
    const parent = await bench.queue("unheard", { retryConfig: { maxAttempts: 2, ...fast } });
    await bench.client.createTask({ parent, task: { httpRequest: { url: "http://127.0.0.1:1" } } });
    await bench.emulator.idle();
    expect(lines).toEqual([
      expect.stringMatching(/^unheard\/tasks\/\d+ attempt 1: UNAVAILABLE in \d+ ms$/),
      expect.stringContaining("attempt 2: UNAVAILABLE"),
    ]);
  });
});

describe("a queue's limits", () => {
  it("let no more tasks run at once than allowed", async () => {
    let running = 0;
    let runningMost = 0;
    const bench = await aBench({
      deliver: async (delivery, send) => {
        runningMost = Math.max(runningMost, ++running);
        return send(delivery).finally(() => running--);
      },
    });
    const parent = await bench.queue("narrow", { rateLimits: { maxConcurrentDispatches: 3 } });
    const task = { httpRequest: { url: bench.url } };
    await Promise.all(Array.from({ length: 20 }, () => bench.client.createTask({ parent, task })));
    await bench.emulator.idle();
    expect(bench.received).toHaveLength(20);
    expect(runningMost).toBe(3);
  });

  it("let tasks go at the queue's rate once its burst is spent", async () => {
    const bench = await aBench({});
    const parent = await bench.queue("steady", { rateLimits: { maxDispatchesPerSecond: 50 } });
    const task = { httpRequest: { url: bench.url } };
    const begin = Date.now();
    await Promise.all(Array.from({ length: 30 }, () => bench.client.createTask({ parent, task })));
    await bench.emulator.idle();
    // 10 at once, the other 20 one every 20 ms.
    expect(Date.now() - begin).toBeGreaterThanOrEqual(390);
  });
});

describe("a tombstone", () => {
  it("ends after its time", async () => {
    const bench = await aBench({ tombstoneMs: 100 });
    const parent = await bench.queue("tombs");
    const create = () =>
      bench.client.createTask({
        parent,
        task: { name: `${parent}/tasks/same`, httpRequest: { url: bench.url } },
      });
    await create();
    await bench.emulator.idle();
    await expect(create()).rejects.toMatchObject({ code: ALREADY_EXISTS });
    await new Promise((resolve) => setTimeout(resolve, 120));
    await expect(create()).resolves.toBeDefined();
  });
});

describe("a restart", () => {
  const aDataDir = (): string => {
    const dataDir = mkdtempSync(join(tmpdir(), "tasks-"));
    cleanUps.push(() => rmSync(dataDir, { recursive: true }));
    return dataDir;
  };
  /** Another emulator on what the first has saved, and a client of it. */
  const again = async (dataDir: string) => {
    const identity = await startIdentity();
    const emulator = await startTasksEmulator({ dataDir, identity });
    const client = tasksClient(emulator.host);
    cleanUps.push(async () => {
      await client.close();
      await emulator.stop();
      await identity.stop();
    });
    return client;
  };

  it("keeps queues, tasks, counters and tombstones, and delivers again what was under way", async () => {
    const dataDir = aDataDir();
    const bench = await aBench({ dataDir }, ({ path }) => (path === "/hangs" ? "never" : 503));
    const parent = await bench.queue("kept", { retryConfig: { minBackoff: { seconds: 1 } } });
    const named = (id: string) => ({
      parent,
      task: {
        name: `${parent}/tasks/${id}`,
        httpRequest: { url: `${bench.url}/${id}`, body: Buffer.from(id) },
      },
    });
    for (const id of ["hangs", "fails", "deleted"]) await bench.client.createTask(named(id));
    await bench.client.deleteTask({ name: `${parent}/tasks/deleted` });
    const seen = (path: string) => bench.received.filter((request) => request.path === path);
    await until(() => seen("/hangs").length === 1 && seen("/fails").length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await bench.emulator.stop();

    const client = await again(dataDir);
    await expect(client.createTask(named("deleted"))).rejects.toMatchObject({ code: ALREADY_EXISTS });
    expect((await client.getQueue({ name: parent }))[0].retryConfig?.minBackoff?.seconds).toBe("1");
    await until(() => seen("/hangs").length === 2 && seen("/fails").length === 2);
    expect(seen("/hangs")[1]).toMatchObject({ body: "hangs" });
    expect(seen("/fails")[1]?.headers).toMatchObject({
      "x-cloudtasks-taskretrycount": "1",
      "x-cloudtasks-taskpreviousresponse": "503",
    });
  });

  it("after a kill finds what is more than a second old", async () => {
    const [dataDir, copy] = [aDataDir(), aDataDir()];
    const bench = await aBench({ dataDir });
    const parent = await bench.queue("killed");
    const name = `${parent}/tasks/later`;
    const task = { name, scheduleTime: fromNow(3_600_000), httpRequest: { url: bench.url } };
    await bench.client.createTask({ parent, task });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // What a process killed now would leave behind.
    cpSync(dataDir, copy, { recursive: true });
    const client = await again(copy);
    expect((await client.getTask({ name }))[0].name).toBe(name);
  });
});

describe("injected faults", () => {
  it("lose a delivery until its deadline, and an acknowledgement until the retry", async () => {
    let attempts = 0;
    const bench = await aBench({
      deadlineMsMin: 0,
      deliver: async (delivery, send) => {
        attempts += 1;
        if (attempts === 1) return new Promise(() => {});
        const status = await send(delivery);
        if (attempts === 2) throw new Error("the acknowledgement is lost");
        return status;
      },
    });
    const parent = await bench.queue("lossy", { retryConfig: fast });
    const task = { dispatchDeadline: { nanos: 100e6 }, httpRequest: { url: bench.url } };
    await bench.client.createTask({ parent, task });
    await bench.emulator.idle();
    expect(bench.received.map((request) => request.headers["x-cloudtasks-taskretryreason"])).toEqual([
      "DEADLINE_EXCEEDED",
      "UNAVAILABLE",
    ]);
  });

  it("make every delivery twice, out of order", async () => {
    const bench = await aBench({ deliver: both(duplicated, shuffled(7, 300)) });
    const parent = await bench.queue("disturbed");
    const ids = Array.from({ length: 10 }, (_, index) => `${index}`);
    for (const id of ids) {
      await bench.client.createTask({ parent, task: { httpRequest: { url: `${bench.url}/${id}` } } });
    }
    await bench.emulator.idle();
    const order = bench.received.map((request) => request.path.slice(1));
    expect(order.toSorted()).toEqual(ids.flatMap((id) => [id, id]));
    expect(order).not.toEqual(order.toSorted());
  });
});

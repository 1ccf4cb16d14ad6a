import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromNow, startTasksBench } from "../../support/tasks-bench.ts";

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const UNIMPLEMENTED = 12;

let bench: Awaited<ReturnType<typeof startTasksBench>>;
beforeAll(async () => {
  bench = await startTasksBench();
});
afterAll(() => bench.stop());

const later = fromNow(3_600_000);
const requestsTo = (path: string) => bench.received.filter((request) => request.path === path);

describe("a queue", () => {
  it("gets the real service's defaults", async () => {
    const [queue] = await bench.client.getQueue({ name: await bench.queue("defaults") });
    expect(queue).toMatchObject({
      state: "RUNNING",
      rateLimits: { maxDispatchesPerSecond: 500, maxBurstSize: 100, maxConcurrentDispatches: 1000 },
      retryConfig: { maxAttempts: 100, maxDoublings: 16, maxBackoff: { seconds: "3600" } },
    });
  });

  it("is created once", async () => {
    await bench.queue("twice");
    await expect(bench.queue("twice")).rejects.toMatchObject({ code: ALREADY_EXISTS });
  });

  it("is created by an update when it is missing, and changed by it when it is not", async () => {
    const name = `${bench.location}/queues/upserted`;
    await bench.client.updateQueue({ queue: { name, retryConfig: { maxAttempts: 7 } } });
    const rateLimits = { maxDispatchesPerSecond: 5 };
    const updateMask = { paths: ["rate_limits"] };
    const [queue] = await bench.client.updateQueue({ queue: { name, rateLimits }, updateMask });
    expect(queue).toMatchObject({ rateLimits, retryConfig: { maxAttempts: 7 } });
  });

  it.each([
    { rateLimits: { maxDispatchesPerSecond: 501 } },
    { rateLimits: { maxConcurrentDispatches: 5001 } },
    { retryConfig: { minBackoff: { seconds: 60 }, maxBackoff: { seconds: 5 } } },
  ])("refuses settings that the real one refuses: %j", async (fields) => {
    await expect(bench.queue("refused", fields)).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  });

  it("is listed page by page, without gaps", async () => {
    const ids = ["page-a", "page-b", "page-c"];
    for (const id of ids) await bench.queue(id);
    const seen: string[] = [];
    let pageToken = "";
    do {
      const request = { parent: bench.location, pageSize: 2, pageToken };
      const [queues, , response] = await bench.client.listQueues(request, { autoPaginate: false });
      expect(queues.length).toBeLessThanOrEqual(2);
      seen.push(...queues.map((queue) => queue.name?.split("/").at(-1) ?? ""));
      pageToken = response?.nextPageToken ?? "";
    } while (pageToken);
    expect(seen.filter((id) => id.startsWith("page-"))).toEqual(ids);
  });

  it("ends with all its tasks when deleted, and loses only the tasks when purged", async () => {
    const [deleted, purged] = [await bench.queue("deleted"), await bench.queue("purged")];
    const task = { scheduleTime: later, httpRequest: { url: bench.url } };
    for (const parent of [deleted, purged]) await bench.client.createTask({ parent, task });
    await bench.client.deleteQueue({ name: deleted });
    await bench.client.purgeQueue({ name: purged });
    await expect(bench.client.getQueue({ name: deleted })).rejects.toMatchObject({ code: NOT_FOUND });
    expect((await bench.client.listTasks({ parent: purged }))[0]).toEqual([]);
  });

  it("holds its tasks back while paused", async () => {
    const parent = await bench.queue("paused");
    await bench.client.pauseQueue({ name: parent });
    await bench.client.createTask({ parent, task: { httpRequest: { url: `${bench.url}/paused` } } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(requestsTo("/paused")).toHaveLength(0);
    const [queue] = await bench.client.resumeQueue({ name: parent });
    expect(queue.state).toBe("RUNNING");
    await bench.emulator.idle();
    expect(requestsTo("/paused")).toHaveLength(1);
  });

  it("names a procedure that it lacks", async () => {
    const asked = bench.client.getIamPolicy({ resource: await bench.queue("policy") });
    await expect(asked).rejects.toMatchObject({ code: UNIMPLEMENTED });
  });
});

describe("a task", () => {
  it("is delivered as it was written, with the headers that Cloud Tasks adds", async () => {
    const parent = await bench.queue("headers");
    const headers = {
      "Content-Type": "application/json",
      "X-Own": "kept",
      "User-Agent": "forged",
      "X-CloudTasks-TaskName": "forged",
      "X-CloudTasks-TaskRetryReason": "forged",
    };
    const body = Buffer.from('{"a":"ü"}');
    const httpRequest = { url: `${bench.url}/headers?x=1`, httpMethod: "PUT" as const, headers, body };
    await bench.client.createTask({ parent, task: { name: `${parent}/tasks/first`, httpRequest } });
    await bench.emulator.idle();
    expect(requestsTo("/headers?x=1")).toMatchObject([{ method: "PUT", body: '{"a":"ü"}' }]);
    const sent = requestsTo("/headers?x=1")[0]?.headers ?? {};
    expect(sent).toMatchObject({
      "content-type": "application/json",
      "content-length": "10",
      "x-own": "kept",
      "user-agent": "Google-Cloud-Tasks",
      "x-cloudtasks-queuename": "headers",
      "x-cloudtasks-taskname": "first",
      "x-cloudtasks-taskretrycount": "0",
      "x-cloudtasks-taskexecutioncount": "0",
    });
    expect(sent["x-cloudtasks-tasketa"]).toMatch(/^\d{10}\.\d{6}$/);
    expect(sent).not.toHaveProperty("x-cloudtasks-taskretryreason");
  });

  it("carries a token of its service account that verifies against the issuer's keys", async () => {
    const parent = await bench.queue("oidc");
    const oidcToken = {
      serviceAccountEmail: "jobs@demo-lyo.iam.gserviceaccount.com",
      audience: "https://fn",
    };
    const httpRequest = { url: `${bench.url}/oidc`, headers: { Authorization: "forged" }, oidcToken };
    await bench.client.createTask({ parent, task: { httpRequest } });
    await bench.emulator.idle();
    const token = requestsTo("/oidc")[0]?.headers.authorization?.slice("Bearer ".length) ?? "";
    const keys = createRemoteJWKSet(new URL(bench.identity.jwksUri));
    const { payload } = await jwtVerify(token, keys, {
      issuer: bench.identity.issuer,
      audience: "https://fn",
    });
    expect(payload).toMatchObject({ email: oidcToken.serviceAccountEmail, email_verified: true });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it("waits for its time", async () => {
    const parent = await bench.queue("scheduled");
    const dueAt = Date.now() + 300;
    const task = { scheduleTime: fromNow(300), httpRequest: { url: `${bench.url}/scheduled` } };
    await bench.client.createTask({ parent, task });
    await bench.emulator.idle();
    expect(requestsTo("/scheduled")[0]?.at).toBeGreaterThanOrEqual(dueAt);
  });

  it("runs at once when told to, though its time is far and its queue paused", async () => {
    const parent = await bench.queue("forced");
    await bench.client.pauseQueue({ name: parent });
    const task = { scheduleTime: later, httpRequest: { url: `${bench.url}/forced` } };
    const [{ name }] = await bench.client.createTask({ parent, task });
    await bench.client.runTask({ name: name ?? "" });
    await bench.emulator.idle();
    expect(requestsTo("/forced")).toHaveLength(1);
  });

  it("keeps its name from others while it lives, after it was deleted and after it ran", async () => {
    const parent = await bench.queue("names");
    const create = (id: string, scheduleTime?: typeof later) =>
      bench.client.createTask({
        parent,
        task: {
          name: `${parent}/tasks/${id}`,
          httpRequest: { url: `${bench.url}/names` },
          ...(scheduleTime && { scheduleTime }),
        },
      });
    await create("one", later);
    await expect(create("one")).rejects.toMatchObject({ code: ALREADY_EXISTS });
    await bench.client.deleteTask({ name: `${parent}/tasks/one` });
    await expect(bench.client.getTask({ name: `${parent}/tasks/one` })).rejects.toMatchObject({
      code: NOT_FOUND,
    });
    await expect(create("one")).rejects.toMatchObject({ code: ALREADY_EXISTS });
    await create("two");
    await bench.emulator.idle();
    await expect(create("two")).rejects.toMatchObject({ code: ALREADY_EXISTS });
  });

  it("shows its body in the full view only", async () => {
    const parent = await bench.queue("views");
    const httpRequest = { url: bench.url, body: Buffer.from("secret") };
    const [basic] = await bench.client.createTask({ parent, task: { scheduleTime: later, httpRequest } });
    expect(basic.httpRequest?.body).toHaveLength(0);
    const [full] = await bench.client.getTask({ name: basic.name ?? "", responseView: "FULL" });
    expect(String(full.httpRequest?.body)).toBe("secret");
    await bench.client.deleteTask({ name: basic.name ?? "" });
  });

  it("is listed page by page, without gaps when others vanish in between", async () => {
    const parent = await bench.queue("listed");
    for (const id of ["a", "b", "c", "d", "e"]) {
      const task = { name: `${parent}/tasks/${id}`, scheduleTime: later, httpRequest: { url: bench.url } };
      await bench.client.createTask({ parent, task });
    }
    const read = async (pageToken: string) => {
      const [tasks, , response] = await bench.client.listTasks(
        { parent, pageSize: 2, pageToken },
        { autoPaginate: false },
      );
      return { ids: tasks.map((task) => task.name?.at(-1)), next: response?.nextPageToken ?? "" };
    };
    const first = await read("");
    await bench.client.deleteTask({ name: `${parent}/tasks/b` });
    const second = await read(first.next);
    const third = await read(second.next);
    expect([first.ids, second.ids, third]).toEqual([["a", "b"], ["c", "d"], { ids: ["e"], next: "" }]);
    await bench.client.purgeQueue({ name: parent });
  });

  const oauthToken = { serviceAccountEmail: "a@b.example" };
  const body = Buffer.alloc(100 * 1024);
  it.each([
    { why: "it is due in more than 30 days", scheduleTime: fromNow(31 * 86_400_000), httpRequest: {} },
    { why: "it exceeds 100 KB", httpRequest: { body } },
    { why: "its deadline is below 15 s", dispatchDeadline: { seconds: 14 }, httpRequest: {} },
    { why: "its deadline is above 30 min", dispatchDeadline: { seconds: 1801 }, httpRequest: {} },
    { why: "its URL is not HTTP", httpRequest: { url: "ftp://x.example" } },
    { why: "a GET has a body", httpRequest: { httpMethod: "GET" as const, body: Buffer.from("x") } },
    { why: "it asks for an OAuth token", httpRequest: { oauthToken } },
    { why: "its name is in another queue", name: "projects/p/locations/l/queues/q/tasks/t", httpRequest: {} },
  ])("is refused when $why", async ({ why, httpRequest, ...task }) => {
    const parent = await bench.queue(why.replaceAll(/[^a-z0-9]/gi, "-"));
    const asked = { parent, task: { ...task, httpRequest: { url: bench.url, ...httpRequest } } };
    await expect(bench.client.createTask(asked)).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  });

  it("is refused when its queue does not exist", async () => {
    const asked = { parent: `${bench.location}/queues/none`, task: { httpRequest: { url: bench.url } } };
    await expect(bench.client.createTask(asked)).rejects.toMatchObject({ code: NOT_FOUND });
  });
});

import { rm } from "node:fs/promises";
import { PubSub } from "@google-cloud/pubsub";
import { CloudTasksClient } from "@google-cloud/tasks";
import { credentials } from "@grpc/grpc-js";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../infra/local/ports.ts";
import { type Stack, startStack } from "../../../infra/local/stack.ts";
import { smallStack, temporaryDataDir } from "../../support/local-stack.ts";

const projectId = "demo-lyo";
let dataDir = "";
let stack: Stack | undefined;
let port = 0;
let pids: number[] = [];

beforeAll(async () => {
  dataDir = await temporaryDataDir();
  // Tasks name the URL they go to: it must be the same after the restart.
  port = await freePort();
});
afterAll(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true });
});

async function start(
  more: { fresh?: boolean; functions?: readonly { name: string; paths: string[] }[] } = {},
) {
  stack = await startStack({ ...smallStack, dataDir, port, ...more });
  pids = ["alpha", "alpha-jobs"].flatMap((name) => stack?.functionPid(name) ?? []);
  return stack;
}

const document = (at: Stack) =>
  `http://${at.env["FIRESTORE_EMULATOR_HOST"]}/v1/projects/${projectId}/databases/(default)/documents/notes/kept`;
const owner = { authorization: "Bearer owner" };

/** With the emulator's accounts; the SDK finds it by the environment alone. */
async function withAuth<T>(at: Stack, work: (auth: ReturnType<typeof getAuth>) => Promise<T>): Promise<T> {
  process.env["FIREBASE_AUTH_EMULATOR_HOST"] = at.env["FIREBASE_AUTH_EMULATOR_HOST"];
  const app = initializeApp({ projectId }, "restart");
  try {
    return await work(getAuth(app));
  } finally {
    await deleteApp(app);
  }
}

async function publish(at: Stack): Promise<void> {
  const client = new PubSub({
    projectId,
    apiEndpoint: at.env["PUBSUB_EMULATOR_HOST"] ?? "",
    emulatorMode: true,
  });
  await client.topic("domain-events").publishMessage({ json: {}, attributes: { type: "thing.done" } });
  await client.close();
}

/** A task that is due while the stack is down. */
async function enqueue(at: Stack): Promise<void> {
  const { hostname, port } = new URL(`http://${at.env["CLOUD_TASKS_EMULATOR_HOST"]}`);
  const sslCreds = credentials.createInsecure();
  const client = new CloudTasksClient({ projectId, apiEndpoint: hostname, port: Number(port), sslCreds });
  const parent = client.queuePath(projectId, "europe-west1", "work");
  const scheduleTime = { seconds: Math.ceil(Date.now() / 1000) + 1 };
  await client.pauseQueue({ name: parent });
  await client.createTask({
    parent,
    task: { scheduleTime, httpRequest: { url: `${at.url}/jobs/alpha/task` } },
  });
  await client.close();
}

const jobPaths = async (at: Stack): Promise<string[]> =>
  ((await (await fetch(`${at.url}/jobs/alpha/received`)).json()) as { path: string }[]).map(
    ({ path }) => path,
  );

describe("a local stack that is stopped and started again", () => {
  it("keeps documents, accounts, tasks and unacknowledged messages, leaves no process, and forgets when asked to", async () => {
    const first = await start();
    await fetch(document(first), {
      method: "PATCH",
      headers: { ...owner, "content-type": "application/json" },
      body: JSON.stringify({ fields: { text: { stringValue: "kept" } } }),
    });
    await withAuth(first, (auth) =>
      auth.createUser({ uid: "ada", email: "ada@example.com", password: "long enough" }),
    );
    await withAuth(first, (auth) => auth.setCustomUserClaims("ada", { tid: "default" }));
    await enqueue(first);
    first.kill("alpha-jobs", "SIGSTOP");
    await publish(first);
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.kill("alpha-jobs", "SIGKILL");
    await first.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");

    const second = await start();
    expect(await (await fetch(document(second), { headers: owner })).json()).toMatchObject({
      fields: { text: { stringValue: "kept" } },
    });
    const ada = await withAuth(second, (auth) => auth.getUserByEmail("ada@example.com"));
    expect(ada).toMatchObject({ uid: "ada", customClaims: { tid: "default" } });
    const received = async () => (await jobPaths(second)).sort();
    await expect.poll(received).toEqual(["/jobs/alpha/events", "/jobs/alpha/task"]);
    await second.stop();

    const third = await start({ fresh: true });
    expect((await fetch(document(third), { headers: owner })).status).toBe(404);
    await expect(withAuth(third, (auth) => auth.getUser("ada"))).rejects.toThrow("no user record");
    expect(await jobPaths(third)).toEqual([]);
  });
});

import { rm } from "node:fs/promises";
import { Firestore } from "@google-cloud/firestore";
import { PubSub } from "@google-cloud/pubsub";
import { CloudTasksClient } from "@google-cloud/tasks";
import { credentials } from "@grpc/grpc-js";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "../../../infra/local/stack.ts";
import { smallStack, temporaryDataDir } from "../../support/local-stack.ts";

interface Job {
  readonly path: string;
  readonly authorization?: string;
  readonly body: unknown;
}

let stack: Stack;
let dataDir = "";
const said: string[] = [];
const projectId = "demo-lyo";

beforeAll(async () => {
  dataDir = await temporaryDataDir();
  const report = (line: string) => void said.push(line);
  stack = await startStack({ ...smallStack, dataDir, report, save: false, env: { EXTRA: "given" } });
});
afterAll(async () => {
  await stack.stop();
  await rm(dataDir, { recursive: true });
});

const get = (path: string): Promise<Response> => fetch(stack.url + path);
const json = async (path: string) => (await get(path)).json();

/** The jobs that arrived at `path`. */
const jobsAt = async (path: string): Promise<Job[]> =>
  ((await json("/jobs/alpha/received")) as Job[]).filter((job) => job.path === path);

async function expectSigned({ authorization }: Job): Promise<void> {
  const { LYO_OIDC_JWKS_URL = "", LYO_OIDC_ISSUER = "", LYO_JOBS_URL = "", LYO_JOBS_INVOKER } = stack.env;
  const token = authorization?.replace("Bearer ", "") ?? "";
  const keys = createRemoteJWKSet(new URL(LYO_OIDC_JWKS_URL));
  const { payload } = await jwtVerify(token, keys, { issuer: LYO_OIDC_ISSUER, audience: LYO_JOBS_URL });
  expect(payload["email"]).toBe(LYO_JOBS_INVOKER);
}

describe("the local stack", () => {
  it("says of each part where it is and how long it took", () => {
    for (const name of [
      "Firestore",
      "Pub/Sub",
      "Firebase Auth",
      "Cloud Tasks",
      "Secret Manager",
      "Cloud Storage",
    ])
      expect(
        said.filter((line) => line.startsWith(name) && /127\.0\.0\.1:\d+ +\d+ ms$/.test(line)),
      ).toHaveLength(1);
    for (const name of ["alpha", "alpha-jobs"])
      expect(said.some((line) => line.startsWith(`${name} `))).toBe(true);
    expect(said).toContain("No function receives domain-events-beta: left out");
  });

  it("gives a function what it needs and nothing of this process's own", async () => {
    const environment = await json("/v1/alpha/environment");
    expect(environment).toMatchObject({ ...stack.env, EXTRA: "given", FUNCTION_TARGET: "alpha" });
    expect(environment).not.toHaveProperty("VITEST");
  });

  it("keeps clients out of Firestore, and lets the server in", async () => {
    const host = stack.env["FIRESTORE_EMULATOR_HOST"];
    const documents = `http://${host}/v1/projects/${projectId}/databases/(default)/documents/notes/1`;
    expect((await fetch(documents)).status).toBe(403);
    expect((await fetch(documents, { headers: { authorization: "Bearer owner" } })).status).toBe(404);
  });

  it("delivers a task from a queue of the manifest, with a token", async () => {
    const { hostname, port } = new URL(`http://${stack.env["CLOUD_TASKS_EMULATOR_HOST"]}`);
    const sslCreds = credentials.createInsecure();
    const client = new CloudTasksClient({ projectId, apiEndpoint: hostname, port: Number(port), sslCreds });
    const parent = client.queuePath(projectId, "europe-west1", "work");
    const audience = stack.env["LYO_JOBS_URL"] ?? "";
    const oidcToken = { serviceAccountEmail: stack.env["LYO_JOBS_INVOKER"] ?? "", audience };
    await client.createTask({
      parent,
      task: { httpRequest: { url: `${audience}/jobs/alpha/task`, oidcToken } },
    });
    await stack.idle();
    await client.close();
    const [job, ...more] = await jobsAt("/jobs/alpha/task");
    expect(more).toEqual([]);
    await expectSigned(job as Job);
  });

  it("pushes an event to its subscriber, with a token", async () => {
    const apiEndpoint = stack.env["PUBSUB_EMULATOR_HOST"] ?? "";
    const client = new PubSub({ projectId, apiEndpoint, emulatorMode: true });
    await client
      .topic("domain-events")
      .publishMessage({ json: { id: 7 }, attributes: { type: "thing.done" } });
    await stack.idle();
    await client.close();
    const [job] = await jobsAt("/jobs/alpha/events");
    expect(job?.body).toMatchObject({ message: { attributes: { type: "thing.done" } } });
    await expectSigned(job as Job);
  });

  it("runs a scheduled job when told to, with a token", async () => {
    expect(await stack.tick("greet")).toBe(204);
    const [job] = await jobsAt("/jobs/alpha/greet");
    expect(job?.body).toEqual({ hello: "there" });
    await expectSigned(job as Job);
    await expect(stack.tick("unheard-of")).rejects.toThrow("unheard-of");
  });

  it("starts a function again that crashed, and says so", async () => {
    const before = stack.functionPid("alpha");
    expect((await get("/v1/alpha/crash")).status).toBe(503);
    await expect.poll(async () => (await get("/v1/alpha/x")).status).toBe(200);
    expect(stack.functionPid("alpha")).not.toBe(before);
    expect(said.some((line) => line.startsWith("alpha ended (SIGKILL); starting it again"))).toBe(true);
  });

  it("lets a function finish what it began when it is restarted", async () => {
    const before = stack.functionPid("alpha");
    const answer = await get("/v1/alpha/slow");
    await Promise.all([expect(answer.text()).resolves.toBe("begun\nfinished\n"), stack.restart("alpha")]);
    expect(await json("/v1/alpha/x")).toMatchObject({ pid: stack.functionPid("alpha") });
    expect(stack.functionPid("alpha")).not.toBe(before);
  });

  it("shows the errors that a function logs, and keeps all it wrote", async () => {
    await get("/v1/alpha/log-error");
    await expect.poll(() => said).toContain("alpha error: told by the function");
    expect(await stack.logs("alpha")).toContain('"severity":"ERROR"');
  });

  it("can hold Firestore as an outage would, and let it go on", async () => {
    const db = new Firestore({ projectId, host: stack.env["FIRESTORE_EMULATOR_HOST"] ?? "", ssl: false });
    const note = db.doc("notes/held");
    await note.set({ text: "before" });
    stack.pauseFirestore();
    const reading = note.get();
    const held = await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 500, "nothing"))]);
    expect(held).toBe("nothing");
    stack.resumeFirestore();
    expect((await reading).data()).toEqual({ text: "before" });
    await db.terminate();
  });
});

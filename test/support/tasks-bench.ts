import { createServer, type IncomingHttpHeaders } from "node:http";
import { CloudTasksClient, type protos } from "@google-cloud/tasks";
import { credentials } from "@grpc/grpc-js";
import { closed, listening, startIdentity } from "../../infra/local/identity.ts";
import { startTasksEmulator, type TasksEmulatorOptions } from "../../infra/local/tasks-emulator.ts";

type QueueFields = protos.google.cloud.tasks.v2.IQueue;

/** One request as the target received it. */
export interface Received {
  at: number;
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the target answers to a path: a status, or never. */
export type Answer = (request: Received) => number | "never";

// There is no metadata server to ask for credentials, and looking for one takes time.
process.env.METADATA_SERVER_DETECTION ??= "none";

const LOCATION = "projects/demo-lyo/locations/europe-west1";

/** A Cloud Tasks emulator, the real client connected to it, and an HTTP target that writes down what it receives. */
export async function startTasksBench(
  options: Omit<TasksEmulatorOptions, "identity"> = {},
  answer: Answer = () => 200,
) {
  const received: Received[] = [];
  const target = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url = "", method = "", headers } = request;
    const seen = { at: Date.now(), path: url, method, headers, body: Buffer.concat(chunks).toString() };
    received.push(seen);
    const status = answer(seen);
    if (status !== "never") response.writeHead(status).end();
  });
  const url = `http://127.0.0.1:${await listening(target, "127.0.0.1", 0)}`;
  const identity = await startIdentity();
  const emulator = await startTasksEmulator({ ...options, identity });
  const client = tasksClient(emulator.host);
  return {
    emulator,
    client,
    identity,
    received,
    url,
    location: LOCATION,
    queue: async (id: string, fields: QueueFields = {}): Promise<string> => {
      const name = `${LOCATION}/queues/${id}`;
      await client.createQueue({ parent: LOCATION, queue: { name, ...fields } });
      return name;
    },
    stop: async () => {
      await client.close();
      await emulator.stop();
      await identity.stop();
      await closed(target);
    },
  };
}

export function tasksClient(host: string): CloudTasksClient {
  const { hostname, port } = new URL(`http://${host}`);
  return new CloudTasksClient({
    projectId: "demo-lyo",
    apiEndpoint: hostname,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
}

/** google.protobuf.Timestamp `ms` from now. */
export function fromNow(ms: number) {
  const at = Date.now() + ms;
  return { seconds: Math.floor(at / 1000), nanos: (at % 1000) * 1e6 };
}

/** Resolves once `claim` holds; the test's own time-out is the limit. */
export async function until(claim: () => boolean): Promise<void> {
  while (!claim()) await new Promise((resolve) => setTimeout(resolve, 5));
}

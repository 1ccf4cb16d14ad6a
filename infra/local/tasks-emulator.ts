import { serveGrpc } from "./grpc.ts";
import type { Identity } from "./identity.ts";
import type { Deliver } from "./tasks/delivery.ts";
import { dispatcher } from "./tasks/dispatcher.ts";
import { queueMethods } from "./tasks/queue-methods.ts";
import { queueStore } from "./tasks/queue-store.ts";
import { taskMethods } from "./tasks/task-methods.ts";

export interface TasksEmulatorOptions {
  host?: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** Where queues and tasks are kept across restarts; absent: nowhere. */
  dataDir?: string;
  /** Issues the OIDC tokens that tasks ask for. */
  identity: Identity;
  /** Hears one line for each attempt. */
  log?: (line: string) => void;
  /** How long the name of a finished task stays taken. */
  tombstoneMs?: number;
  /** The shortest dispatch deadline accepted: 15 s, as in the real service, unless a test is in a hurry. */
  deadlineMsMin?: number;
  /** Disturbs deliveries, for tests of duplicates and disorder. */
  deliver?: Deliver;
}

export interface TasksEmulator {
  /** `host:port` of the gRPC endpoint. */
  readonly host: string;
  /** Resolves when no task is left, neither due nor scheduled nor under way. */
  idle(): Promise<void>;
  /** Breaks off what is under way; with a `dataDir` the next start delivers it again. */
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/**
 * Cloud Tasks v2 over gRPC for HTTP targets, after the protobuf reference of google.cloud.tasks.v2: schedule time,
 * de-duplication by name, retries with back-off, dispatch deadline, rate and concurrency limits, OIDC tokens.
 * Not emulated: App Engine targets, OAuth tokens, IAM, redirects, the slow-down after 429 and 503 answers, and
 * the days for which a deleted queue's name stays taken.
 */
export async function startTasksEmulator(options: TasksEmulatorOptions): Promise<TasksEmulator> {
  const store = queueStore({ dataDir: options.dataDir, tombstoneMs: options.tombstoneMs ?? HOUR_MS });
  const sending = dispatcher({
    store,
    identity: options.identity,
    deliver: options.deliver ?? ((delivery, send) => send(delivery)),
    log: options.log ?? (() => {}),
  });
  const server = await serveGrpc({
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    client: "@google-cloud/tasks",
    service: "google.cloud.tasks.v2.CloudTasks",
    methods: {
      ...queueMethods({ store, dispatcher: sending }),
      ...taskMethods({ store, dispatcher: sending, deadlineMsMin: options.deadlineMsMin ?? 15_000 }),
    },
  });
  for (const queue of store.queues()) {
    for (const task of queue.tasks.values()) sending.schedule(queue, task);
  }
  return {
    host: server.host,
    idle: store.idle,
    stop: async () => {
      server.stop();
      await sending.stop();
      store.save();
    },
  };
}

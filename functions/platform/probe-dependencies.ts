import type { Firestore } from "@google-cloud/firestore";
import type { Config } from "./config.ts";
import { clientOptions } from "./grpc.ts";

/** One question to a service we stand on, cheap enough to be asked every few seconds. */
export interface Probe {
  readonly name: string;
  /** @throws whatever its client throws when the service does not answer as it should. */
  readonly ask: () => Promise<unknown>;
}

/** What is asked for: each must exist wherever the product runs. */
interface Probed {
  readonly secret: string;
  readonly queue: string;
  readonly topic: string;
}

/** A probe waits no longer than this on the wire, and asks once. */
const CALL = { timeout: 2000, retry: null } as const;

/**
 * The services every request may need. Each is really asked for something this project owns, so that a revoked
 * role or a missing queue shows as well as an outage. Clients are made at the first question.
 */
export function dependencyProbes(config: Config, db: Firestore, probed: Probed): readonly Probe[] {
  const project = `projects/${config.projectId}`;
  const secret = `${project}/secrets/${probed.secret}/versions/latest`;
  const queue = `${project}/locations/${config.settings.region}/queues/${probed.queue}`;
  const secretClient = once(async () => {
    const { SecretManagerServiceClient } = await import("@google-cloud/secret-manager");
    return new SecretManagerServiceClient(await clientOptions(config.projectId, config.emulators.secrets));
  });
  const tasksClient = once(async () => {
    const { CloudTasksClient } = await import("@google-cloud/tasks");
    return new CloudTasksClient(await clientOptions(config.projectId, config.emulators.tasks));
  });
  const pubsub = once(async () => {
    const { PubSub } = await import("@google-cloud/pubsub");
    return new PubSub({ projectId: config.projectId });
  });
  return [
    // There need not be such a document: a read that finds nothing has reached the database all the same.
    { name: "firestore", ask: () => db.doc("probes/ready").get() },
    {
      name: "secret-manager",
      ask: async () => (await secretClient()).accessSecretVersion({ name: secret }, CALL),
    },
    { name: "cloud-tasks", ask: async () => (await tasksClient()).getQueue({ name: queue }, CALL) },
    { name: "pubsub", ask: async () => (await pubsub()).topic(probed.topic).getMetadata(CALL) },
  ];
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

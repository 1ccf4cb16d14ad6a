import { CloudTasksClient } from "@google-cloud/tasks";
import { credentials } from "@grpc/grpc-js";
import type { Queues } from "../manifests.ts";

const ALREADY_EXISTS = 6;

interface QueueOptions {
  readonly host: string;
  readonly projectId: string;
  readonly location: string;
  readonly queues: Queues;
}

/** Queues of the emulator, by the real client. */
export interface LocalQueues {
  /** Makes the queues of `infra/queues.yaml`, gives kept ones their present settings and lets all run. */
  create(): Promise<void>;
  /** Holds deliveries back while functions are being stopped, which would otherwise cost tasks their attempts. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

export function localQueues({ host, projectId, location, queues }: QueueOptions): LocalQueues {
  const { hostname, port } = new URL(`http://${host}`);
  const client = new CloudTasksClient({
    projectId,
    apiEndpoint: hostname,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
  const parent = `projects/${projectId}/locations/${location}`;
  const names = Object.keys(queues).map((name) => `${parent}/queues/${name}`);
  return {
    create: async () => {
      for (const queue of Object.entries(queues).map(([name, settings]) =>
        queueOf(`${parent}/queues/${name}`, settings),
      )) {
        await client.createQueue({ parent, queue }).catch(async (error: unknown) => {
          if (!(error instanceof Error && "code" in error && error.code === ALREADY_EXISTS)) throw error;
          await client.updateQueue({ queue });
          await client.resumeQueue({ name: queue.name });
        });
      }
    },
    pause: async () => void (await Promise.all(names.map((name) => client.pauseQueue({ name })))),
    close: () => client.close(),
  };
}

const queueOf = (
  name: string,
  { maxConcurrentDispatches, maxDispatchesPerSecond, retry }: Queues[string],
) => ({
  name,
  rateLimits: { maxConcurrentDispatches, maxDispatchesPerSecond },
  retryConfig: {
    maxAttempts: retry.maxAttempts,
    minBackoff: duration(retry.minBackoffSeconds),
    maxBackoff: duration(retry.maxBackoffSeconds),
    maxDoublings: retry.maxDoublings,
  },
});

/** protobuf's Duration. */
const duration = (seconds: number) => ({
  seconds: Math.floor(seconds),
  nanos: Math.round((seconds % 1) * 1e9),
});

import { PubSub } from "@google-cloud/pubsub";
import type { Topics } from "../manifests.ts";
import type { EmulatorJar } from "./emulator-jars.ts";
import type { Guard } from "./guard.ts";
import { type JavaProcess, startJava } from "./java-process.ts";

const HOST = "127.0.0.1";

export interface PubSubEmulator extends JavaProcess {
  readonly host: string;
}

/** Google's Pub/Sub emulator; it holds messages in memory only. */
export async function startPubSub(options: {
  readonly java: string;
  readonly jar: EmulatorJar;
  readonly port: number;
  readonly guard: Guard;
}): Promise<PubSubEmulator> {
  const java = await startJava({
    name: "Pub/Sub",
    java: options.java,
    jar: options.jar,
    args: [`--host=${HOST}`, `--port=${options.port}`],
    heapMegabytes: 256,
    ready: /Server started, listening on/,
    guard: options.guard,
  });
  return { ...java, host: `${HOST}:${options.port}` };
}

interface TopologyOptions {
  readonly host: string;
  readonly projectId: string;
  readonly topics: Topics;
  /** Where a subscription's messages are pushed, or undefined to leave it out: nobody would answer. */
  readonly pushEndpoint: (path: string) => string | undefined;
}

/** Makes the topics of `infra/topics.yaml` and their push subscriptions; returns the subscriptions left out. */
export async function createTopics(options: TopologyOptions): Promise<string[]> {
  const client = new PubSub({ projectId: options.projectId, apiEndpoint: options.host, emulatorMode: true });
  const leftOut: string[] = [];
  try {
    for (const [name, topic] of Object.entries(options.topics)) {
      await Promise.all([client.createTopic(name), client.createTopic(topic.deadLetterTopic)]);
      // Without a subscription the dead letters would be lost; replaying them pulls from it.
      await client.topic(topic.deadLetterTopic).createSubscription(`${topic.deadLetterTopic}-kept`);
      const deadLetterTopic = `projects/${options.projectId}/topics/${topic.deadLetterTopic}`;
      await Promise.all(
        Object.entries(topic.subscriptions).map(async ([subscriber, { path }]) => {
          const pushEndpoint = options.pushEndpoint(path);
          if (!pushEndpoint) return void leftOut.push(`${name}-${subscriber}`);
          await client.topic(name).createSubscription(`${name}-${subscriber}`, {
            pushConfig: { pushEndpoint },
            ackDeadlineSeconds: topic.ackDeadlineSeconds,
            retryPolicy: {
              minimumBackoff: { seconds: topic.retry.minimumBackoffSeconds },
              maximumBackoff: { seconds: topic.retry.maximumBackoffSeconds },
            },
            deadLetterPolicy: { deadLetterTopic, maxDeliveryAttempts: topic.retry.maxDeliveryAttempts },
          });
        }),
      );
    }
  } finally {
    await client.close();
  }
  return leftOut;
}

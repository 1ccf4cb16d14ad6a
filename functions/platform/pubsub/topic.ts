import type { PubSub } from "@google-cloud/pubsub";
import type { DomainEvent } from "../../shared/work.ts";
import type { Config } from "../config.ts";

/** Tells an event to every subscriber, at least once. */
export type Publish = (event: DomainEvent) => Promise<void>;

/** The one topic facts travel on; subscribers choose by the attribute `type`. */
const TOPIC = "domain-events";

/** Pub/Sub; the client is loaded at the first event and finds its emulator by PUBSUB_EMULATOR_HOST. */
export function pubsubTopic(config: Config): Publish {
  let client: Promise<PubSub> | undefined;
  const connect = async () => {
    const { PubSub } = await import("@google-cloud/pubsub");
    return new PubSub({ projectId: config.projectId });
  };
  return async (event) => {
    client ??= connect();
    // One message a request: batching would only wait.
    const topic = (await client).topic(TOPIC, { batching: { maxMessages: 1 } });
    await topic.publishMessage({ json: event, attributes: { type: event.type, tid: event.tid } });
  };
}

import { createServer, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { closed, listening } from "./identity.ts";
import { snapshot } from "./snapshot.ts";

const HOST = "127.0.0.1";
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 30_000;
const ANSWER_WITHIN_MS = 600_000;

/** One message on its way to one subscriber. */
const Push = z.object({ path: z.string(), body: z.string() });
export type Push = z.infer<typeof Push>;

/** Sends a message on and returns the subscriber's status. */
export type Send = (push: Push) => Promise<number>;
/** Stands between the emulator and a subscriber, for tests of duplicates and disorder. */
export type DisturbPush = (push: Push, send: Send) => Promise<number>;

export interface Pusher {
  /** Push endpoint of a subscription whose subscriber answers at `path`. */
  endpoint(path: string): string;
  /** Messages that no subscriber has acknowledged yet. */
  pending(): number;
  /** Milliseconds since the last message came or was acknowledged. */
  quietForMs(): number;
  /** Delivers what a former run left unacknowledged, again until it is acknowledged. */
  deliverKept(): void;
  /** Keeps what is not acknowledged for the next start. */
  stop(): Promise<void>;
}

interface PusherOptions {
  /** Where the functions are: `<url><path>` receives the message. */
  readonly target: string;
  /** A fresh identity token for the target. */
  readonly token: () => Promise<string>;
  readonly dataDir: string;
  /** After so many refusals the emulator dead-letters a message and it is forgotten here. */
  readonly maxDeliveryAttempts: number;
  readonly disturb?: DisturbPush | undefined;
}

/**
 * Stands between the Pub/Sub emulator and the functions. The emulator sends no identity token with a push and holds
 * messages in memory: the pusher signs each as Google would, and keeps those not acknowledged across a restart.
 * The subscriber's status is relayed, so that retries and dead letters stay the emulator's.
 */
export async function startPusher(options: PusherOptions): Promise<Pusher> {
  const { target, token, maxDeliveryAttempts, disturb = (push, send) => send(push) } = options;
  const inHand = new Map<string, Push & { attempts: number }>();
  let movedAt = performance.now();
  const kept = snapshot({
    dataDir: options.dataDir,
    name: "pubsub-unacknowledged.json",
    schema: z.array(Push),
    state: () => [...inHand.values()].map(({ path, body }) => ({ path, body })),
  });
  const moved = () => {
    movedAt = performance.now();
    kept.changed();
  };

  const send: Send = async ({ path, body }) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${await token()}` };
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(`${target}${path}`, { method: "POST", headers, body, signal }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    return response?.status ?? 503;
  };

  async function deliver(push: Push): Promise<number> {
    const id = identityOf(push);
    const entry = inHand.get(id) ?? { ...push, attempts: 0 };
    inHand.set(id, entry);
    entry.attempts += 1;
    moved();
    const status = await disturb(push, send);
    if (isAcknowledged(status) || entry.attempts >= maxDeliveryAttempts) inHand.delete(id);
    moved();
    return status;
  }

  const server = createServer(async (request, response) => {
    const status = await deliver({ path: request.url ?? "/", body: await bodyOf(request) });
    response.writeHead(status).end();
  });
  const port = await listening(server, HOST, 0);
  let stopped = false;
  const insist = async (push: Push) => {
    for (let pauseMs = RETRY_FIRST_MS; !stopped; pauseMs = Math.min(pauseMs * 2, RETRY_LONGEST_MS)) {
      if (isAcknowledged(await deliver(push)) || !inHand.has(identityOf(push))) return;
      await wait(pauseMs, undefined, { ref: false });
    }
  };
  return {
    endpoint: (path) => `http://${HOST}:${port}${path}`,
    pending: () => inHand.size,
    quietForMs: () => performance.now() - movedAt,
    deliverKept: () => {
      for (const push of kept.read() ?? []) void insist(push);
    },
    stop: async () => {
      stopped = true;
      await closed(server);
      kept.save();
    },
  };
}

/** Delivers every message twice at once; refused if either was. */
export const twice: DisturbPush = async (push, send) =>
  Math.max(...(await Promise.all([send(push), send(push)])));

/** Holds every other message back, so that the next one overtakes it. */
export function outOfOrder(holdMs: number): DisturbPush {
  let count = 0;
  return async (push, send) => {
    count += 1;
    if (count % 2 === 1) await wait(holdMs);
    return send(push);
  };
}

/** What Pub/Sub takes for an acknowledgement (https://cloud.google.com/pubsub/docs/push). */
const isAcknowledged = (status: number): boolean => [102, 200, 201, 202, 204].includes(status);

const Envelope = z.object({ subscription: z.string(), message: z.object({ messageId: z.string() }) });

/** A message is told by its id once to each subscription. */
function identityOf({ path, body }: Push): string {
  const { subscription, message } = Envelope.parse(JSON.parse(body));
  return `${path} ${subscription} ${message.messageId}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

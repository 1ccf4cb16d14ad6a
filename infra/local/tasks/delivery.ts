import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { Identity } from "../identity.ts";
import type { Queue } from "./queue.ts";
import type { Task } from "./task.ts";

/** One HTTP request of a task, ready to be sent. */
export interface Delivery {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Aborts at the dispatch deadline, and when the emulator stops. */
  signal: AbortSignal;
}

/** Sends a delivery and resolves with the HTTP status; rejects when there is no answer. */
export type Send = (delivery: Delivery) => Promise<number>;

/** Stands between the queue and the wire, so that a test can lose, double or delay deliveries. */
export type Deliver = (delivery: Delivery, send: Send) => Promise<number>;

/** Ignored or replaced by the service, whatever the caller wrote (HttpRequest reference). */
const RESERVED = /^(host|content-length|user-agent|x-google-.*|x-appengine-.*|x-cloudtasks-.*)$/;

/** The next request for a task, with the headers that Cloud Tasks promises its handlers. */
export async function nextDelivery(
  identity: Identity,
  { queue, task, signal }: { queue: Queue; task: Task; signal: AbortSignal },
): Promise<Delivery> {
  const headers: Record<string, string> = {};
  if (task.body) headers["content-type"] = "application/octet-stream";
  for (const [name, value] of Object.entries(task.headers)) {
    if (!RESERVED.test(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  Object.assign(headers, {
    "user-agent": "Google-Cloud-Tasks",
    "x-cloudtasks-queuename": lastSegment(queue.name),
    "x-cloudtasks-taskname": lastSegment(task.name),
    "x-cloudtasks-taskretrycount": String(task.dispatchCount),
    "x-cloudtasks-taskexecutioncount": String(task.executionCount),
    "x-cloudtasks-tasketa": (task.scheduledAt / 1000).toFixed(6),
    ...(task.previousStatus && { "x-cloudtasks-taskpreviousresponse": String(task.previousStatus) }),
    ...(task.retryReason && { "x-cloudtasks-taskretryreason": task.retryReason }),
  });
  if (task.oidc) headers["authorization"] = `Bearer ${await identity.token(task.oidc)}`;
  return { url: task.url, method: task.httpMethod, headers, body: Buffer.from(task.body, "base64"), signal };
}

const lastSegment = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** Plain HTTP over kept connections; redirects are answers like any other. Not fetch, which gives up after 300 s. */
export function httpSender(): { send: Send; stop(): void } {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  const send: Send = ({ url, method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith("https:");
      const options = { method, headers, signal, agent: secure ? agents.https : agents.http };
      const request = (secure ? https : http).request(url, options, (response) => {
        response.on("error", reject);
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      request.on("error", reject);
      request.end(body);
    });
  return {
    send,
    stop: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Every delivery is made twice at once, as after a lost acknowledgement; the queue hears the second answer. */
export const duplicated: Deliver = async (delivery, send) => {
  const answers = await Promise.all([send(delivery), send(delivery)]);
  return answers[1];
};

/** Every delivery is held back for up to `spanMs`, by a generator that repeats itself for the same seed. */
export function shuffled(seed: number, spanMs = 200): Deliver {
  let state = seed;
  return async (delivery, send) => {
    // Numerical Recipes' linear congruential generator: short, and even enough to disturb an order.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    await delay((state / 2 ** 32) * spanMs, undefined, { signal: delivery.signal });
    return send(delivery);
  };
}

/** Two faults at once: the outer decides how often and when the inner sends. */
export const both =
  (outer: Deliver, inner: Deliver): Deliver =>
  (delivery, send) =>
    outer(delivery, (each) => inner(each, send));

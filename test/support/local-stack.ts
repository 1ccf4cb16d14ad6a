import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackOptions } from "../../infra/local/stack.ts";
import type { Manifests } from "../../infra/manifests.ts";

const localFunctions = [
  { name: "alpha", paths: ["/v1/alpha/*"] },
  { name: "alpha-jobs", paths: ["/jobs/alpha/*"] },
];

const manifests: Manifests = {
  queues: {
    work: {
      ...{ maxConcurrentDispatches: 8, maxDispatchesPerSecond: 100 },
      retry: { maxAttempts: 3, minBackoffSeconds: 0.1, maxBackoffSeconds: 1, maxDoublings: 2 },
    },
  },
  topics: {
    "domain-events": {
      ...{ deadLetterTopic: "domain-events-dead", ackDeadlineSeconds: 10 },
      retry: { minimumBackoffSeconds: 0.1, maximumBackoffSeconds: 1, maxDeliveryAttempts: 5 },
      subscriptions: { alpha: { path: "/jobs/alpha/events" }, beta: { path: "/jobs/beta/events" } },
    },
  },
  schedules: {
    greet: {
      schedule: "0 0 1 1 *",
      timeZone: "Etc/UTC",
      path: "/jobs/alpha/greet",
      body: { hello: "there" },
    },
  },
  buckets: {},
};

/** A small stack of two functions that show what reached them, on a free port. */
export const smallStack = {
  functions: localFunctions,
  source: join(import.meta.dirname, "local-functions"),
  port: 0,
  manifests,
} satisfies StackOptions;

/** A data directory of its own for a test, which removes it. */
export const temporaryDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), "lyo-stack-"));

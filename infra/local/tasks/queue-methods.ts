import { z } from "zod";
import { type Method, method, RpcError } from "../grpc.ts";
import { PageRequest, page } from "../page.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { QueueSettings, queueMessage } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";

const QUEUES_PER_PAGE_MAX = 9800;
const QUEUE_NAME = /^projects\/[^/]+\/locations\/[^/]+\/queues\/[A-Za-z0-9-]{1,100}$/;

const Named = z.object({ name: z.string() });
const QueueMessage = QueueSettings.extend({ name: z.string().regex(QUEUE_NAME) });
const UpdateMask = z.object({ paths: z.array(z.string()).default([]) }).prefault({});

/** The procedures of Cloud Tasks v2 that concern queues. A deleted queue's name is free again at once. */
export function queueMethods(deps: { store: QueueStore; dispatcher: Dispatcher }): Record<string, Method> {
  const { store, dispatcher } = deps;
  const setState = (state: "RUNNING" | "PAUSED") =>
    method(Named, ({ name }) => {
      const queue = store.queue(name);
      queue.state = state;
      store.changed();
      dispatcher.pump(queue);
      return queueMessage(queue);
    });
  const create = (settings: z.infer<typeof QueueMessage>) => {
    const queue = { ...settings, state: "RUNNING" as const, tasks: new Map() };
    store.addQueue(queue);
    return queueMessage(queue);
  };
  return {
    createQueue: method(z.object({ parent: z.string(), queue: QueueMessage }), ({ parent, queue }) => {
      if (!queue.name.startsWith(`${parent}/queues/`)) {
        throw new RpcError("INVALID_ARGUMENT", `The queue does not lie under ${parent}`);
      }
      if (store.find(queue.name)) throw new RpcError("ALREADY_EXISTS", "Queue already exists");
      return create(queue);
    }),
    /** Creates the queue when there is none, as the real one does. */
    updateQueue: method(
      z.object({ queue: QueueMessage, updateMask: UpdateMask }),
      ({ queue: settings, updateMask: { paths } }) => {
        const queue = store.find(settings.name);
        if (!queue) return create(settings);
        if (paths.some((path) => path.includes("."))) {
          throw new RpcError("UNIMPLEMENTED", "Only whole rate_limits and retry_config can be updated");
        }
        if (isMasked(paths, "rate_limits")) queue.rateLimits = settings.rateLimits;
        if (isMasked(paths, "retry_config")) queue.retryConfig = settings.retryConfig;
        store.changed();
        dispatcher.pump(queue);
        return queueMessage(queue);
      },
    ),
    getQueue: method(Named, ({ name }) => queueMessage(store.queue(name))),
    listQueues: method(PageRequest.extend({ parent: z.string() }), (request) => {
      const queues = store.queues().filter((queue) => queue.name.startsWith(`${request.parent}/`));
      const found = page(queues, { request, key: (queue) => queue.name, sizeMax: QUEUES_PER_PAGE_MAX });
      return { queues: found.items.map(queueMessage), nextPageToken: found.nextPageToken };
    }),
    deleteQueue: method(Named, ({ name }) => {
      store.removeQueue(store.queue(name));
      return {};
    }),
    purgeQueue: method(Named, ({ name }) => {
      const queue = store.queue(name);
      for (const task of queue.tasks.values()) store.removeTask(queue, task);
      return queueMessage(queue);
    }),
    pauseQueue: setState("PAUSED"),
    resumeQueue: setState("RUNNING"),
  };
}

/** An empty mask means everything. */
const isMasked = (paths: string[], field: string): boolean => paths.length === 0 || paths.includes(field);

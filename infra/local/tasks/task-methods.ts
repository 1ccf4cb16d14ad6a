import { randomInt } from "node:crypto";
import { z } from "zod";
import { type Method, method, RpcError } from "../grpc.ts";
import { PageRequest, page } from "../page.ts";
import { Milliseconds } from "../proto-time.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { QueueStore } from "./queue-store.ts";
import { type Task, taskMessage } from "./task.ts";

const TASKS_PER_PAGE_MAX = 1000;
/** "The maximum task size is 100KB" (reference of CreateTask). */
const SIZE_MAX = 100 * 1024;
const SCHEDULE_AHEAD_MS_MAX = 30 * 86_400_000;
const DEADLINE_MS_MAX = 30 * 60_000;
const DEADLINE_MS_DEFAULT = 10 * 60_000;
const TASK_ID = /^[\w-]{1,500}$/;
const WITH_BODY = ["POST", "PUT", "PATCH"];

const ResponseView = z
  .string()
  .optional()
  .transform((view) => (view === "FULL" ? "FULL" : "BASIC"));
const Named = z.object({ name: z.string(), responseView: ResponseView });
const HttpRequest = z.object({
  url: z
    .string()
    .regex(/^https?:\/\//)
    .max(2083),
  httpMethod: z
    .string()
    .default("POST")
    .transform((verb) => (verb === "HTTP_METHOD_UNSPECIFIED" ? "POST" : verb)),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.instanceof(Buffer).default(Buffer.alloc(0)),
  oidcToken: z.object({ serviceAccountEmail: z.string(), audience: z.string().default("") }).optional(),
  oauthToken: z.undefined("OAuth tokens are not emulated").optional(),
});
const CreateTask = z.object({
  parent: z.string(),
  task: z.object({
    name: z.string().default(""),
    scheduleTime: Milliseconds.default(0),
    dispatchDeadline: Milliseconds.default(DEADLINE_MS_DEFAULT),
    httpRequest: HttpRequest,
  }),
  responseView: ResponseView,
});
type CreateTask = z.infer<typeof CreateTask>;

export interface TaskMethodsDeps {
  store: QueueStore;
  dispatcher: Dispatcher;
  deadlineMsMin: number;
}

/** The procedures of Cloud Tasks v2 that concern tasks. Only HTTP targets are emulated. */
export function taskMethods(deps: TaskMethodsDeps): Record<string, Method> {
  const { store, dispatcher } = deps;
  return {
    createTask: method(CreateTask, (request) => {
      const queue = store.queue(request.parent);
      const task = newTask(request, deps.deadlineMsMin);
      store.addTask(queue, task);
      dispatcher.schedule(queue, task);
      return taskMessage(task, request.responseView);
    }),
    getTask: method(Named, ({ name, responseView }) => taskMessage(store.task(name).task, responseView)),
    listTasks: method(
      PageRequest.extend({ parent: z.string(), responseView: ResponseView }),
      ({ parent, responseView, ...request }) => {
        const tasks = store.queue(parent).tasks.values();
        const found = page(tasks, { request, key: (task) => task.name, sizeMax: TASKS_PER_PAGE_MAX });
        const shown = found.items.map((task) => taskMessage(task, responseView));
        return { tasks: shown, nextPageToken: found.nextPageToken };
      },
    ),
    deleteTask: method(Named, ({ name }) => {
      const { queue, task } = store.task(name);
      store.removeTask(queue, task);
      return {};
    }),
    runTask: method(Named, ({ name, responseView }) => {
      const { queue, task } = store.task(name);
      dispatcher.run(queue, task);
      return taskMessage(task, responseView);
    }),
  };
}

/** @throws {RpcError} INVALID_ARGUMENT for what the real service would refuse. */
function newTask({ parent, task }: CreateTask, deadlineMsMin: number): Task {
  const now = Date.now();
  const { url, httpMethod, headers, body, oidcToken } = task.httpRequest;
  const name = task.name || `${parent}/tasks/${randomInt(2 ** 47)}`;
  if (!name.startsWith(`${parent}/tasks/`) || !TASK_ID.test(name.slice(parent.length + 7))) {
    throw new RpcError("INVALID_ARGUMENT", `Task name must be "${parent}/tasks/<TASK_ID>"`);
  }
  if (task.scheduleTime > now + SCHEDULE_AHEAD_MS_MAX) {
    throw new RpcError("INVALID_ARGUMENT", "Task.schedule_time must be at most 30 days in the future");
  }
  if (task.dispatchDeadline < deadlineMsMin || task.dispatchDeadline > DEADLINE_MS_MAX) {
    throw new RpcError("INVALID_ARGUMENT", "Task.dispatch_deadline must be in [15 s, 30 min]");
  }
  if (body.length > 0 && !WITH_BODY.includes(httpMethod)) {
    throw new RpcError("INVALID_ARGUMENT", `A ${httpMethod} request may not have a body`);
  }
  if (url.length + JSON.stringify(headers).length + body.length > SIZE_MAX) {
    throw new RpcError("INVALID_ARGUMENT", "Task size too large");
  }
  return {
    name,
    url,
    httpMethod,
    headers,
    body: body.toString("base64"),
    oidc: oidcToken && { email: oidcToken.serviceAccountEmail, audience: oidcToken.audience || url },
    createdAt: now,
    scheduledAt: Math.max(task.scheduleTime, now),
    deadlineMs: task.dispatchDeadline,
    dispatchCount: 0,
    responseCount: 0,
    executionCount: 0,
  };
}

import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Database } from "../platform/firestore/database.ts";
import { listPage, Position } from "../platform/firestore/list-page.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { type Cursors, cursors } from "../platform/http/cursor.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import { bearer } from "../platform/http/request-checks.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { bindOutline, type OutlineDeps } from "./bind-outline.ts";
import { cancelTask } from "./cancel-task.ts";
import { endpoints } from "./contract.ts";
import { deleteTask } from "./delete-task.ts";
import { findTask } from "./find-task.ts";
import { mintDownload } from "./mint-download.ts";
import { retryTask } from "./retry-task.ts";
import { streamTask } from "./stream-task.ts";
import { isFinal } from "./task.ts";
import { taskStore, whereTask } from "./task-store.ts";
import { mayHold, waitForTask } from "./wait-for-task.ts";
import { taskWatch } from "./watch-task.ts";

export interface TasksDeps extends OutlineDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly http: HttpPorts;
  readonly cursorKey: () => Promise<Uint8Array>;
  /** Where exports are kept. */
  readonly files: Bucket;
}

/** When to ask again for a task that runs. */
const POLL_SECONDS = "2";
/** The same while it waits for its owner, who may take days. */
const WAITING_POLL_SECONDS = "30";

export function tasksApi(deps: TasksDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const watch = taskWatch();
  /** What a verb needs, for the caller's tenant. */
  const scope = (c: Context<Env>) => {
    const { tenantId: tid, userId } = callerOf(c);
    const tasks = taskStore(deps.db, tid);
    return {
      tid,
      userId,
      tasks,
      watch,
      db: deps.db,
      clock: deps.clock,
      newId: deps.newId,
      files: deps.files,
      transact: deps.transact(tid),
    };
  };
  const again = (c: Context<Env>) => () => deps.http.verify(bearer(c) ?? "", callerOf(c).tenantId);

  app.openapi(endpoints.listTasks.route, async (c) => {
    const { tasks, tid, userId } = scope(c);
    const query = c.req.valid("query");
    const list: Cursors<Position> = cursors(
      await deps.cursorKey(),
      [tid, userId, "listTasks", query.state ?? "", query.type ?? ""],
      Position,
    );
    return c.json(await listPage(tasks.tasks(userId), list, query, whereTask(query)), 200);
  });

  app.openapi(endpoints.getTask.route, async (c) => {
    const known = scope(c);
    const { wait, version } = c.req.valid("query");
    let task = await findTask(known, { userId: known.userId, taskId: c.req.valid("param").taskId });
    if (wait && mayHold(watch, known.userId)) {
      const waiting = {
        userId: known.userId,
        task,
        version: version ?? task.version,
        milliseconds: wait * 1000,
      };
      task = await waitForTask(known, { ...waiting, signal: c.req.raw.signal, stillAllowed: again(c) });
    }
    if (!isFinal(task))
      c.header("retry-after", task.state === "waiting" ? WAITING_POLL_SECONDS : POLL_SECONDS);
    const shown = await mintDownload(known, { ...known, task });
    // Whoever has the URL has the file: nobody keeps it on its way.
    if (shown !== task) c.header("cache-control", "no-store");
    return c.json(shown, 200);
  });

  app.openapi(endpoints.streamTask.route, async (c) => {
    const known = scope(c);
    const { taskId } = c.req.valid("param");
    await findTask(known, { userId: known.userId, taskId });
    const seen = Number.parseInt(c.req.header("last-event-id") ?? "0", 10) || 0;
    const held = mayHold(watch, known.userId);
    // A proxy that buffers would hold back every event.
    c.header("x-accel-buffering", "no");
    return streamSSE(c, (stream) =>
      streamTask(known, stream, { userId: known.userId, taskId, seen, held, stillAllowed: again(c) }),
    );
  });

  app.openapi(endpoints.cancelTask.route, async (c) => {
    const task = await cancelTask(scope(c), { ...scope(c), taskId: c.req.valid("param").taskId });
    return c.json(task, 202, { "retry-after": POLL_SECONDS });
  });

  app.openapi(endpoints.retryTask.route, async (c) => {
    const task = await retryTask(scope(c), { ...scope(c), taskId: c.req.valid("param").taskId });
    return c.json(task, 202, { "retry-after": POLL_SECONDS });
  });

  app.openapi(endpoints.deleteTask.route, async (c) => {
    const ifMatch = c.req.header("if-match");
    await deleteTask(scope(c), { ...scope(c), taskId: c.req.valid("param").taskId, ifMatch });
    return c.body(null, 204);
  });

  bindOutline(app, deps, POLL_SECONDS);

  return app;
}

import { mailWriter } from "../auth/write-mail.ts";
import { auditTrail } from "../platform/audit/audit-trail.ts";
import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type HttpPorts, originOf } from "../platform/http/request.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { endpoints } from "./contract.ts";
import { exportStore } from "./export-store.ts";
import { requestExport } from "./request-export.ts";
import { userStore } from "./user-store.ts";

export interface ExportsDeps {
  readonly db: Database;
  readonly http: HttpPorts;
  readonly track: (tid: string) => TrackDeps;
}

/** When to ask for a new task the first time. */
const POLL_SECONDS = "2";

/** The copy of somebody's data. */
export function bindExports(app: AreaApp, deps: ExportsDeps): void {
  const scope = (tid: string, transact: Transact) => ({
    ...deps.track(tid),
    transact,
    users: userStore(deps.db, tid),
    exports: exportStore(deps.db, tid),
    audit: auditTrail(deps.db, tid),
    mail: mailWriter(deps.db, tid),
  });

  app.openapi(endpoints.exportMe.route, (c) => {
    const { tenantId: tid, userId } = callerOf(c);
    return deps.http.idempotency.once(
      c,
      (transact) => requestExport(scope(tid, transact), { tid, userId, origin: originOf(c) }),
      (taskId) => {
        const pollUrl = `/v1/tasks/${taskId}`;
        const listenPath = deps.track(tid).tasks.listenPath(userId, taskId);
        const headers = { location: pollUrl, "retry-after": POLL_SECONDS };
        return { status: 202, headers, body: { taskId, pollUrl, listenPath } };
      },
    );
  });
}

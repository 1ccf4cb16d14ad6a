import { auditEntries } from "../platform/audit/audit-log.ts";
import { auditTrail } from "../platform/audit/audit-trail.ts";
import type { Database } from "../platform/firestore/database.ts";
import { Position } from "../platform/firestore/list-page.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { listAudit } from "./list-audit.ts";
import { userStore } from "./user-store.ts";

export interface AuditDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly transact: (tid: string) => Transact;
  readonly cursorKey: () => Promise<Uint8Array>;
}

/** What an administrator reads of the audit log. */
export function bindAudit(app: AreaApp, { db, clock, newId, transact, cursorKey }: AuditDeps): void {
  app.openapi(auditEndpoints.listAudit.route, async (c) => {
    const caller = callerOf(c);
    const { tenantId: tid, userId } = caller;
    const query = c.req.valid("query");
    const filters = [query.actor, query.action, query.target, query.since, query.until];
    const scopeOfList = [tid, userId, "listAudit", ...filters.map((filter) => filter ?? "")];
    const deps = {
      ...{ clock, newId, transact: transact(tid), users: userStore(db, tid) },
      ...{ entries: auditEntries(db, tid), audit: auditTrail(db, tid) },
      cursors: cursors(await cursorKey(), scopeOfList, Position),
    };
    const found = await listAudit(deps, { caller, origin: originOf(c), query });
    // Where people were is kept by nobody on its way.
    c.header("cache-control", "no-store");
    return c.json(found, 200);
  });
}

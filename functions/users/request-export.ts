import type { MailWriter } from "../auth/write-mail.ts";
import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef } from "../tasks/run.ts";
import { isFinal } from "../tasks/task.ts";
import { createTask, type TrackDeps } from "../tasks/track-task.ts";
import type { ExportStore } from "./export-store.ts";
import { oneMoreExport } from "./exports.ts";
import { noUser } from "./find-user.ts";
import type { UserStore } from "./user-store.ts";

export interface RequestExportDeps extends TrackDeps {
  readonly transact: Transact;
  readonly users: UserStore;
  readonly exports: ExportStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Accepts that a copy of somebody's data be made, and tells them by mail. While one is being made, that one is the
 * answer.
 * @returns the task's id.
 * @throws {Problem} `quota-exceeded` after too many in a day; `resource-not-found` once the user is gone.
 */
export function requestExport(
  deps: RequestExportDeps,
  input: { tid: string; userId: string; origin: Origin },
): Promise<string> {
  const { tid, userId, origin } = input;
  return deps.transact(async (unit) => {
    const now = deps.clock();
    // Read in this transaction: of two requests at once, one sees the other's task.
    const present = await deps.exports.get(userId, unit.tx);
    const last = present && (await deps.tasks.tasks(userId).get(present.taskId, unit.tx));
    const user = await deps.users.get(userId, unit.tx);
    if (!user) throw noUser();
    if (last && !isFinal(last)) return last.id;
    const id = deps.newId();
    deps.exports.set(unit.tx, userId, oneMoreExport(present, id, now));
    createTask(deps, unit, {
      ...{ id, userId, type: "data-export", area: "users", params: {}, assignment: {} },
      message: "Waiting for a worker.",
    });
    unit.enqueue(exportJob({ tid, userId, taskId: id, attempt: 1 }, "first"));
    const act = { id: deps.newId(), action: "export.requested", outcome: "success", actor: user } as const;
    deps.audit.record(unit.tx, { ...act, target: { type: "task", id }, origin }, now);
    deps.mail.add(
      unit,
      { id: deps.newId(), userId: user.id, kind: "data-export", facts: { at: timestamp(now) } },
      now,
    );
    return id;
  });
}

export const exportJob = (ref: RunRef, cause: string) => ({
  ...{ queue: "exports", area: "users", name: "export", payload: { ...ref } },
  dedupeKey: `${ref.taskId}/${ref.attempt}/export/${cause}`,
});

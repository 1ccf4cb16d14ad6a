import { createHash } from "node:crypto";
import { leaseKey } from "../../functions/generation/run-step.ts";
import { machinery } from "../../functions/platform/firestore/machinery.ts";
import { taskStore } from "../../functions/tasks/task-store.ts";
import { type FaultRun, type FaultStack, TENANT } from "./fault-stack.ts";

const earlier = (time: string, seconds: number): string =>
  new Date(Date.parse(time) - seconds * 1000).toISOString();

/**
 * Lets time pass for one run alone: everything that waits for a clock (what the sweepers look at, and the leases)
 * happened that much longer ago.
 */
export async function age(at: FaultStack, run: FaultRun, seconds: number): Promise<void> {
  const { outbox, leases } = machinery(at.db);
  const store = taskStore(at.db, TENANT);
  const ref = { tid: TENANT, userId: run.learner.userId, taskId: run.taskId, attempt: 1 };
  await store.runs.change(run.taskId, (found) => ({
    ...found,
    deadlineAt: earlier(found.deadlineAt, seconds),
    ...(found.dueAt !== undefined && { dueAt: earlier(found.dueAt, seconds) }),
  }));
  const entries = await outbox.find((all) => all);
  for (const { id, body } of entries)
    if (body.includes(run.taskId))
      await outbox.change(id, (entry) =>
        entry.pendingSince === undefined
          ? entry
          : { ...entry, pendingSince: earlier(entry.pendingSince, seconds) },
      );
  for (const step of ["outline", "review", ...[1, 2, 3].map((n) => `lesson-0${n}`)]) {
    const id = createHash("sha256")
      .update(`${TENANT}\n${leaseKey(ref, step)}`)
      .digest("hex");
    await leases.change(id, (lease) => ({
      ...lease,
      leasedAt: new Date(lease.leasedAt.getTime() - seconds * 1000),
    }));
  }
}

import { type ShutOutDeps, shutOut } from "../auth/shut-out.ts";
import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { AdminUser } from "./admin-contract.ts";
import { type StoredUser, shownUser } from "./user.ts";
import type { ReadUser, UserWriter } from "./write-user.ts";

export interface SuspendDeps extends ShutOutDeps {
  readonly users: UserWriter;
  readonly audit: AuditTrail;
}

interface Suspension {
  readonly caller: Caller;
  readonly userId: string;
  readonly origin: Origin;
}

/**
 * Shuts a user out: no sign-in, and every session ends in the same commit. Doing it again changes nothing.
 * @throws {Problem} `resource-not-found`; `conflict` for oneself; `access-denied` for whoever is no less than the
 * caller.
 */
export async function suspendUser(
  deps: SuspendDeps,
  input: Suspension & { reason: string | undefined },
): Promise<AdminUser> {
  const { userId, origin, reason = null } = input;
  const actor = await deps.users.find(input.caller.userId);
  let target = await suspendable(deps, input);
  if (target.user.status === "suspended") return adminView(target.user);
  await shutOut(deps, {
    userId,
    reason: "revocation",
    before: async () => {
      target = await suspendable(deps, input);
    },
    change: () => ({}),
    also: ({ tx }, now) => {
      const fields = { status: "suspended", suspensionReason: reason } as const;
      deps.users.update(tx, target, { fields, now });
      // A token that is being issued at this moment belongs to no session that was seen above.
      const about = { kind: "user", subject: userId, userVersion: target.user.version + 1 } as const;
      const entry = { id: deps.newId(), tid: deps.tid, ...about };
      deps.revocations.add(tx, entry, now);
      const act = { id: deps.newId(), action: "user.suspended", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor, to: target.user, origin }, now);
    },
  });
  return present(deps, userId);
}

/** Lets a suspended user sign in again. Doing it again changes nothing. @throws {Problem} `resource-not-found`. */
export async function reinstateUser(deps: SuspendDeps, input: Suspension): Promise<AdminUser> {
  const actor = await deps.users.find(input.caller.userId);
  await untilFresh(async () => {
    const target = await suspendable(deps, input);
    if (target.user.status !== "suspended") return;
    const now = deps.clock();
    await deps.transact(async ({ tx }) => {
      const fields = { status: "active", suspensionReason: null } as const;
      deps.users.update(tx, target, { fields, now });
      const act = { id: deps.newId(), action: "user.reinstated", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor, to: target.user, origin: input.origin }, now);
    });
  });
  return present(deps, input.userId);
}

/** Who looks after users looks after students and instructors; after each other only administrators look. */
async function suspendable(deps: SuspendDeps, { caller, userId }: Suspension): Promise<ReadUser> {
  const target = await deps.users.read(userId);
  if (!target) throw notFound();
  if (caller.userId === userId) throw new Problem("conflict", "You cannot suspend or reinstate yourself.");
  const looksAfter = target.user.roles.some((role) => role === "admin" || role === "moderator");
  if (looksAfter && !caller.roles.includes("admin"))
    throw new Problem("access-denied", "Only an administrator may do this to a moderator or administrator.");
  return target;
}

async function present(deps: SuspendDeps, userId: string): Promise<AdminUser> {
  const user = await deps.users.find(userId);
  if (!user) throw notFound();
  return adminView(user);
}

const notFound = (): Problem => new Problem("resource-not-found", "There is no such user.");

export const adminView = (user: StoredUser): AdminUser => ({
  ...shownUser(user),
  status: user.status === "deleting" ? "deactivated" : user.status,
  suspensionReason: user.suspensionReason,
});

import { type EndListenersDeps, endListeners } from "../auth/end-listeners.ts";
import { requireFresh } from "../auth/require-fresh.ts";
import type { Role } from "../auth/role.ts";
import type { ShutOutDeps } from "../auth/shut-out.ts";
import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { AdminUser } from "./admin-contract.ts";
import { adminView } from "./suspend-user.ts";
import type { StoredUser } from "./user.ts";
import { withFields } from "./user.ts";
import type { UserStore } from "./user-store.ts";

interface ChangeRolesDeps extends EndListenersDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly transact: Transact;
  readonly everyUser: UserStore;
  readonly revocations: ShutOutDeps["revocations"];
  readonly audit: AuditTrail;
}

interface RoleChange {
  /** Absent where an operator does it. */
  readonly caller: Caller | undefined;
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly origin?: Origin;
}

/**
 * Gives a user other roles; what their access tokens say is void within ten seconds. A tenant keeps an administrator.
 * @throws {Problem} `resource-not-found`; `conflict` when nobody would be left to give roles;
 * `fresh-authentication-required`.
 */
export async function changeRoles(deps: ChangeRolesDeps, input: RoleChange): Promise<AdminUser> {
  const { caller, userId, roles, origin } = input;
  const { everyUser: users } = deps;
  if (caller) requireFresh(deps, caller);
  if (caller?.userId === userId && !roles.includes("admin"))
    throw new Problem("conflict", "You cannot take the role admin from yourself: another administrator can.");
  // Rare, and about more than one document: a lock is what it takes.
  const changed = await deps.transact(async ({ tx }) => {
    const [user, actor, admins] = await Promise.all([
      users.get(userId, tx),
      caller && users.get(caller.userId, tx),
      users.find((all) => all.where("roles", "array-contains", "admin").limit(2), tx),
    ]);
    if (!user || user.status === "deleting")
      throw new Problem("resource-not-found", "There is no such user.");
    const others = admins.filter(({ id }) => id !== userId);
    if (user.roles.includes("admin") && !roles.includes("admin") && others.length === 0)
      throw new Problem("conflict", "This is the tenant's only administrator.");
    if (sameRoles(user, roles)) return adminView(user);
    const now = deps.clock();
    const next = withFields(user, { roles: [...roles] }, now);
    users.set(tx, userId, next);
    const about = { kind: "user", subject: userId, userVersion: next.version } as const;
    const entry = { id: deps.newId(), tid: deps.tid, ...about };
    deps.revocations.add(tx, entry, now);
    const act = { id: deps.newId(), action: "roles.changed", outcome: "success" } as const;
    deps.audit.record(tx, { ...act, actor, to: user, origin }, now);
    return adminView(next);
  });
  // Their listeners sign in anew, with a token that names the roles they have now.
  await endListeners(deps, { userId });
  return changed;
}

const sameRoles = ({ roles }: StoredUser, wanted: readonly Role[]): boolean =>
  roles.length === wanted.length && roles.every((role) => wanted.includes(role));

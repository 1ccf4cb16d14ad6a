import { requireFresh } from "../auth/require-fresh.ts";
import { shutOut } from "../auth/shut-out.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { SuspendDeps } from "./suspend-user.ts";

/**
 * Hides the caller's account until they sign in again, and signs them out everywhere.
 * @throws {Problem} `fresh-authentication-required`.
 */
export async function deactivateUser(
  deps: SuspendDeps,
  input: { caller: Caller; origin: Origin },
): Promise<void> {
  const { caller, origin } = input;
  requireFresh(deps, caller);
  const read = async () => {
    const found = await deps.users.read(caller.userId);
    if (!found) throw new Problem("authentication-required", "This account is gone.");
    return found;
  };
  let found = await read();
  await shutOut(deps, {
    userId: caller.userId,
    reason: "revocation",
    before: async () => {
      found = await read();
    },
    change: () => ({}),
    also: ({ tx }, now) => {
      // Who was suspended meanwhile stays so.
      if (found.user.status === "active")
        deps.users.update(tx, found, { fields: { status: "deactivated" }, now });
      const act = { id: deps.newId(), action: "user.deactivated", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor: found.user, origin }, now);
    },
  });
}

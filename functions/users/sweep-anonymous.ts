import { type FindAbandonedDeps, findAbandoned } from "../auth/find-abandoned.ts";
import { Problem } from "../shared/problem.ts";
import { type BeginErasureDeps, beginErasure } from "./begin-erasure.ts";

/**
 * Begins the erasure of anonymous users whom nobody can be any more. @returns how many.
 */
export async function sweepAnonymous(deps: FindAbandonedDeps & BeginErasureDeps): Promise<number> {
  let begun = 0;
  let after: Awaited<ReturnType<typeof findAbandoned>>["next"];
  do {
    const { userIds, next } = await findAbandoned(deps, { after });
    for (const userId of userIds) {
      await beginErasure(deps, { userId }).catch(unlessGone);
      begun += 1;
    }
    after = next;
  } while (after);
  return begun;
}

/** Another sweep, or the user, was faster. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}

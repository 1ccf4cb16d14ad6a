import type { Caller } from "../shared/caller.ts";
import type { StoredUser } from "../users/user.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import { type EndReason, endOf } from "./session.ts";
import { sessionEnded } from "./session-ended.ts";
import type { SessionStore } from "./session-store.ts";
import type { Tokens } from "./tokens.ts";

export interface RenewSessionDeps extends IssueDeps {
  readonly store: SessionStore;
}

/**
 * Tokens of the caller's session whose `auth_time` is now, since they have proved anew who they are. The refresh
 * token stays the one it was.
 * @throws {Problem} `session-ended` with its `reason`.
 */
export async function renewSession(
  deps: RenewSessionDeps,
  input: { caller: Caller; user: Pick<StoredUser, "roles" | "version"> },
): Promise<Tokens> {
  const { sessionId, tenantId: tid } = input.caller;
  let over: EndReason | undefined;
  const session = await deps.store.sessions.change(sessionId, (present) => {
    const now = deps.clock();
    over = endOf(present, now);
    return over ? present : { ...present, authTime: Math.floor(now.getTime() / 1000) };
  });
  if (!session || over) throw sessionEnded(over ?? "expiry");
  return issueTokens(deps, { tid, session, user: input.user });
}

import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import { type EndSessionDeps, endSession } from "./end-session.ts";

/**
 * Ends one of the caller's sessions, their own present one too.
 * @throws {Problem} `resource-not-found` when it is not theirs, or is over.
 */
export async function revokeSession(
  deps: EndSessionDeps & EndListenersDeps,
  input: { caller: Caller; sessionId: string; origin: Origin },
): Promise<void> {
  const { userId } = input.caller;
  const session = await deps.store.sessions.get(input.sessionId);
  if (session?.userId !== userId) throw notFound();
  const before = await endSession(deps, {
    sessionId: session.id,
    reason: "revocation",
    origin: input.origin,
  });
  if (before) throw notFound();
  await endListeners(deps, { userId });
}

const notFound = (): Problem => new Problem("resource-not-found", "You have no such session.");

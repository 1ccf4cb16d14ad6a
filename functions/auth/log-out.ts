import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import { type EndSessionDeps, endSession } from "./end-session.ts";
import { readKey } from "./read-key.ts";
import { isGenuine, readRefreshToken } from "./refresh-token.ts";

interface LogOutDeps extends EndSessionDeps, EndListenersDeps {
  readonly readSecret: ReadSecret;
}

/**
 * Ends the caller's session, or that of a refresh token, or with `allSessions` every one of the user's. Doing it
 * again changes nothing.
 * @throws {Problem} `authentication-required` for somebody with neither.
 */
export async function logOut(
  deps: LogOutDeps,
  input: {
    caller: Caller | undefined;
    refreshToken: string | undefined;
    allSessions: boolean;
    origin: Origin;
  },
): Promise<void> {
  const { origin } = input;
  const { userId, sessionId } = input.caller ?? (await ownerOf(deps, input.refreshToken));
  const alive = input.allSessions ? await deps.store.aliveOf(userId) : [];
  const sessionIds = input.allSessions ? alive.map(({ session }) => session.id) : [sessionId];
  for (let done = 0; done < sessionIds.length; done += AT_ONCE)
    await Promise.all(
      sessionIds
        .slice(done, done + AT_ONCE)
        .map((id) => endSession(deps, { sessionId: id, reason: "logout", origin })),
    );
  await endListeners(deps, { userId });
}

/** Each session is a transaction of its own. */
const AT_ONCE = 20;

/** Any token of a family may end it, also a spent one: whoever holds it could not do less harm with it. */
async function ownerOf(
  deps: LogOutDeps,
  refreshToken: string | undefined,
): Promise<{ userId: string; sessionId: string }> {
  const token = refreshToken === undefined ? undefined : readRefreshToken(refreshToken);
  const session = token?.tid === deps.tid ? await deps.store.sessions.get(token.sid) : undefined;
  const key = await readKey(deps.readSecret, "refresh-token-key");
  if (!token || !session || !isGenuine(key, token, session))
    throw new Problem("authentication-required", "Send an access token, or the session's refresh token.");
  return { userId: session.userId, sessionId: session.id };
}

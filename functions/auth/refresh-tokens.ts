import type { Origin } from "../shared/caller.ts";
import type { TenantId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import { type EndSessionDeps, endSession } from "./end-session.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import { readKey } from "./read-key.ts";
import { isGenuine, readRefreshToken } from "./refresh-token.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { judge, rotated, type Session, type Verdict } from "./session.ts";
import { sessionEnded } from "./session-ended.ts";
import type { Tokens } from "./tokens.ts";

interface RefreshDeps extends IssueDeps, EndSessionDeps, EndListenersDeps {
  readonly tid: TenantId;
}

/**
 * Exchanges a refresh token for the next tokens of its session. Any number of calls at once with one token rotate
 * it once and get the same successor, because it can be computed again.
 * @throws {Problem} `token-reused` for the call that finds a theft and ends the session; `session-ended` with its
 * `reason`; `account-suspended`; `authentication-required` for what is no refresh token of ours.
 */
export async function refreshTokens(
  deps: RefreshDeps,
  input: { refreshToken: string; origin: Origin },
): Promise<Tokens> {
  const { tid, store } = deps;
  const token = readRefreshToken(input.refreshToken);
  if (token?.tid !== tid) throw refused();
  const key = await readKey(deps.readSecret, "refresh-token-key");
  let verdict: Verdict = { kind: "unknown" };
  const session = await store.sessions.change(token.sid, (present) => {
    const now = deps.clock();
    verdict = isGenuine(key, token, present) ? judge(present, token.counter, now) : { kind: "unknown" };
    return verdict.kind === "rotate" ? rotated(present, { now, address: input.origin.address }) : present;
  });
  if (!session) throw refused();
  await admit(deps, { session, verdict, origin: input.origin });
  const user = await deps.users.find(session.userId);
  if (!user) throw refused();
  refuseSuspended(user);
  return issueTokens(deps, { tid, session, user });
}

/** Lets a rotation or its replay pass; refuses everything else, and ends the family of a stolen token. */
async function admit(
  deps: EndSessionDeps & EndListenersDeps,
  input: { session: Session; verdict: Verdict; origin: Origin },
): Promise<void> {
  const { verdict, origin } = input;
  const { id: sessionId, userId } = input.session;
  switch (verdict.kind) {
    case "rotate":
    case "replay":
      return;
    case "unknown":
      throw refused();
    case "ended":
      throw sessionEnded(verdict.reason);
    case "reused": {
      const before = await endSession(deps, { sessionId, reason: "theft", origin });
      if (before) throw sessionEnded(before);
      await endListeners(deps, { userId });
      throw new Problem(
        "token-reused",
        "This refresh token was used before, so the session has been ended. Sign in again.",
      );
    }
  }
}

const refused = (): Problem =>
  new Problem("authentication-required", "This is not a refresh token of this API.");

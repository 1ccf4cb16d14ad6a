import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { ReadUser, UserWriter } from "../users/write-user.ts";
import type { CredentialStore, ReadCredential } from "./credential-store.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { endOf, type Session } from "./session.ts";
import { sessionEnded } from "./session-ended.ts";
import type { SessionStore } from "./session-store.ts";

export interface ReadOwnAccountDeps {
  readonly clock: Clock;
  readonly users: Pick<UserWriter, "read">;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
}

interface OwnAccount {
  readonly present: ReadCredential;
  readonly read: ReadUser;
  readonly session: Session;
}

/**
 * The caller's account, for an act that changes how they sign in or where their mail goes: an access token outlives
 * its session by seconds. The credential is read first: whoever ends the session writes to it later, so that an act
 * that writes to `present` comes before that, or is stale.
 * @throws {Problem} `authentication-required` when the account is gone; `account-suspended`; `session-ended`.
 */
export async function readOwnAccount(
  deps: ReadOwnAccountDeps,
  { userId, sessionId }: Pick<Caller, "userId" | "sessionId">,
): Promise<OwnAccount> {
  const present = await deps.accounts.read(userId);
  const [read, session] = await Promise.all([deps.users.read(userId), deps.store.sessions.get(sessionId)]);
  if (!present || !read) throw new Problem("authentication-required", "This account is gone.");
  refuseSuspended(read.user);
  const over = session ? endOf(session, deps.clock()) : "revocation";
  if (!session || over) throw sessionEnded(over ?? "revocation");
  return { present, read, session };
}

import { untilFresh } from "../platform/firestore/contention.ts";
import type { Caller } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import type { EndSessionDeps } from "./end-session.ts";
import { checkPassword } from "./password.ts";
import type { PasswordChanged } from "./password-contract.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { sessionEnded } from "./session-ended.ts";

interface ChangePasswordDeps extends EndSessionDeps, EndListenersDeps {
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

/**
 * Changes the caller's password and ends all their other sessions, in one commit: whoever signs in with the old
 * password meanwhile writes to the same credential, so that one of the two comes too late.
 * @throws {Problem} `invalid-credentials` for a wrong present password; `weak-password`; `session-ended`;
 * `account-suspended`.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  input: { caller: Caller; currentPassword: string; newPassword: string },
): Promise<void> {
  const { userId, sessionId } = input.caller;
  const { accounts, store, passwords, clock } = deps;
  const [read, user] = await Promise.all([accounts.read(userId), deps.users.find(userId)]);
  const before = read?.credential.passwordHash;
  if (!(await passwords.matches(input.currentPassword, before)) || !user) throw wrong();
  refuseSuspended(user);
  await checkPassword(input.newPassword, user, "#/newPassword");
  const passwordHash = await passwords.hash(input.newPassword);
  await untilFresh(async () => {
    const present = await accounts.read(userId);
    if (!present || present.credential.passwordHash !== before) throw wrong();
    const alive = await store.aliveOf(userId);
    // What was revoked a moment ago still has a good access token for some seconds.
    if (!alive.some(({ session }) => session.id === sessionId)) throw sessionEnded("revocation");
    const others = alive.filter(({ session }) => session.id !== sessionId);
    const now = clock();
    const data: PasswordChanged = { userId };
    await deps.transact(async ({ tx, publish }) => {
      accounts.update(tx, present, { passwordHash, updatedAt: timestamp(now) });
      for (const other of others) {
        store.end(tx, other, { reason: "revocation", now });
        const revocation = { id: deps.newId(), tid: deps.tid, subject: other.session.id };
        deps.revocations.add(tx, { ...revocation, kind: "session" }, now);
      }
      publish({ id: deps.newId(), type: "password.changed", tid: deps.tid, at: timestamp(now), data });
    });
  });
  await endListeners(deps, { userId });
}

const wrong = (): Problem =>
  new Problem("invalid-credentials", "The current password is wrong.", {
    errors: [{ pointer: "#/currentPassword", detail: "is wrong" }],
  });

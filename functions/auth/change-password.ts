import { untilFresh } from "../platform/firestore/contention.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import type { EndSessionDeps } from "./end-session.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { sessionEnded } from "./session-ended.ts";
import { type TryPasswordDeps, tryPassword } from "./try-password.ts";

interface ChangePasswordDeps extends EndSessionDeps, EndListenersDeps, TryPasswordDeps {
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

interface PasswordChange {
  readonly caller: Caller;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly origin: Origin;
}

/**
 * Changes the caller's password and ends all their other sessions, in one commit: whoever signs in with the old
 * password meanwhile writes to the same credential, so that one of the two comes too late.
 * @throws {Problem} `invalid-credentials` for a wrong present password; `account-locked`; `weak-password`;
 * `session-ended`; `account-suspended`.
 */
export async function changePassword(deps: ChangePasswordDeps, input: PasswordChange): Promise<void> {
  const { origin } = input;
  const { userId, sessionId } = input.caller;
  const { accounts, store, passwords, clock, newId } = deps;
  const [read, user] = await Promise.all([accounts.read(userId), deps.users.find(userId)]);
  const before = read?.credential.passwordHash;
  const subject = ["caller", userId];
  const right = await tryPassword(deps, { subject, address: origin.address }, async () => {
    if (!(await passwords.matches(input.currentPassword, before)) || !user) throw wrong();
    return user;
  });
  const owner = right.value;
  refuseSuspended(owner);
  await checkPassword(input.newPassword, owner, "#/newPassword");
  const passwordHash = await passwords.hash(input.newPassword);
  await untilFresh(async () => {
    const present = await accounts.read(userId);
    if (!present || present.credential.passwordHash !== before) throw wrong();
    const alive = await store.aliveOf(userId);
    // What was revoked a moment ago still has a good access token for some seconds.
    if (!alive.some(({ session }) => session.id === sessionId)) throw sessionEnded("revocation");
    const others = alive.filter(({ session }) => session.id !== sessionId);
    const now = clock();
    await deps.transact(async (unit) => {
      const { tx } = unit;
      accounts.update(tx, present, { passwordHash, updatedAt: timestamp(now) });
      right.forget(tx);
      for (const other of others) {
        store.end(tx, other, { reason: "revocation", now });
        const revocation = { id: newId(), tid: deps.tid, subject: other.session.id };
        deps.revocations.add(tx, { ...revocation, kind: "session" }, now);
      }
      const act = { id: newId(), action: "password.changed", outcome: "success", actor: owner } as const;
      deps.audit.record(tx, { ...act, origin }, now);
      deps.mail.add(unit, { id: newId(), userId, kind: "password-changed" }, now);
    });
  });
  await endListeners(deps, { userId });
}

const wrong = (): Problem =>
  new Problem("invalid-credentials", "The current password is wrong.", {
    errors: [{ pointer: "#/currentPassword", detail: "is wrong" }],
  });

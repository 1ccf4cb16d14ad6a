import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { isAnonymous, type StoredUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { OneTimeTokenStore } from "./one-time-token-store.ts";
import { oneTimeTokenId } from "./onetime.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { sessionEnded } from "./session-ended.ts";
import { type ShutOutDeps, shutOut } from "./shut-out.ts";
import { callerSubject, type TryPasswordDeps, tryPassword } from "./try-password.ts";
import type { MailWriter } from "./write-mail.ts";

interface ChangePasswordDeps extends ShutOutDeps, TryPasswordDeps {
  readonly users: Pick<UserWriter, "find">;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
  readonly oneTimeTokens: OneTimeTokenStore;
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
 * @throws {Problem} `conflict` when there is none to change; `invalid-credentials` for a wrong present password;
 * `account-locked`; `weak-password`; `session-ended`; `account-suspended`.
 */
export async function changePassword(deps: ChangePasswordDeps, input: PasswordChange): Promise<void> {
  const { origin } = input;
  const { userId, sessionId } = input.caller;
  const { accounts, passwords, clock, newId } = deps;
  const [read, user] = await Promise.all([accounts.read(userId), deps.users.find(userId)]);
  const before = read?.credential.passwordHash;
  if (read && user && before === undefined) throw noPassword(user);
  const subject = callerSubject(userId);
  const right = await tryPassword(deps, { subject, address: origin.address }, async () => {
    if (!(await passwords.matches(input.currentPassword, before)) || !user) throw wrong();
    return user;
  });
  const owner = right.value;
  refuseSuspended(owner);
  await checkPassword(input.newPassword, owner, "#/newPassword");
  const passwordHash = await passwords.hash(input.newPassword);
  await shutOut(deps, {
    userId,
    reason: "revocation",
    except: sessionId,
    change: (credential, alive) => {
      if (credential.passwordHash !== before) throw wrong();
      // What was revoked a moment ago still has a good access token for some seconds.
      if (!alive.some(({ id }) => id === sessionId)) throw sessionEnded("revocation");
      return { passwordHash, updatedAt: timestamp(clock()) };
    },
    also: (unit, now) => {
      right.forget(unit.tx);
      // Whoever had got in may have asked for another address, or for this one's link.
      for (const purpose of ["email-change", "password-reset"] as const)
        deps.oneTimeTokens.remove(unit.tx, oneTimeTokenId(purpose, userId));
      const act = { id: newId(), action: "password.changed", outcome: "success", actor: owner } as const;
      deps.audit.record(unit.tx, { ...act, origin }, now);
      deps.mail.add(unit, { id: newId(), userId, kind: "password-changed" }, now);
    },
  });
}

const noPassword = (user: StoredUser): Problem =>
  new Problem(
    "conflict",
    `This account has no password to change. Set one with ${
      isAnonymous(user) ? "POST /v1/auth/anonymous/upgrade" : "POST /v1/auth/forgot-password"
    }.`,
  );

const wrong = (): Problem =>
  new Problem("invalid-credentials", "The current password is wrong.", {
    errors: [{ pointer: "#/currentPassword", detail: "is wrong" }],
  });

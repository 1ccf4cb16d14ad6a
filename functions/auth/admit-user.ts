import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId, TenantId, UserId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { shownUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import { beginSession } from "./begin-session.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PresentedDevice } from "./device.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import type { SignedIn } from "./login-contract.ts";
import { isKnownDevice, proveDevice } from "./prove-device.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import type { SessionStore } from "./session-store.ts";
import type { MailWriter } from "./write-mail.ts";

export interface AdmitDeps extends IssueDeps {
  readonly tid: TenantId;
  readonly transact: Transact;
  readonly newId: NewId;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly users: UserWriter;
  readonly mail: MailWriter;
  readonly audit: AuditTrail;
}

interface Admission {
  readonly userId: UserId;
  readonly device: PresentedDevice | undefined;
  readonly origin: Origin;
  /**
   * Looks at the credential as it is committed upon: throws when what was proved holds no more, and returns what
   * the proof uses up. It may run again, so it changes nothing; it may look at what else `also` commits upon.
   */
  readonly prove: (credential: Credential) => Partial<Credential> | Promise<Partial<Credential>>;
  /** Writes that belong to the sign-in. */
  readonly also?: (unit: Unit) => void;
}

/**
 * The end of every sign-in: a new session, in one commit with the credential that proved it, its line in the audit
 * log, and word to the user when the device is not known.
 * @throws {Problem} `account-suspended`; whatever `prove` throws; `authentication-required` when the user is gone.
 */
export async function admitUser(deps: AdmitDeps, input: Admission): Promise<SignedIn> {
  const { tid, accounts } = deps;
  const { userId, device, origin } = input;
  const { session, write } = beginSession(deps, { userId, origin, device });
  const { credential, user, before } = await untilFresh(async () => {
    // As they were at one moment: whoever suspends a user writes to both, so a user who is not suspended here is
    // not when this is committed either, or the credential is stale.
    const { present, beside: found } = await accounts.readBeside(userId, deps.users.readable(userId));
    if (!present || !found) throw new Problem("authentication-required", "This account is gone.");
    const { user } = found;
    refuseSuspended(user);
    const used = await input.prove(present.credential);
    const isKnown = await isKnownDevice(deps, { tid, credential: present.credential, device });
    const now = deps.clock();
    await deps.transact(async (unit) => {
      accounts.update(unit.tx, present, { ...used, signIns: present.credential.signIns + 1 });
      write(unit.tx);
      const act = { id: deps.newId(), action: "session.begun", outcome: "success", actor: user } as const;
      deps.audit.record(unit.tx, { ...act, target: { type: "session", id: session.id }, origin }, now);
      if (!isKnown && user.email !== null)
        deps.mail.add(
          unit,
          {
            id: deps.newId(),
            userId,
            kind: "new-sign-in",
            facts: {
              device: device?.name ?? device?.model ?? "",
              at: timestamp(now),
              address: origin.address,
            },
          },
          now,
        );
      if (user.status === "deactivated") {
        deps.users.update(unit.tx, found, { fields: { status: "active" }, now });
        const back = { id: deps.newId(), action: "user.reactivated", outcome: "success" } as const;
        deps.audit.record(unit.tx, { ...back, actor: user, origin }, now);
      }
      input.also?.(unit);
    });
    return { credential: { ...present.credential, ...used }, user, before: present.credential };
  });
  return {
    user: shownUser(user),
    tokens: await issueTokens(deps, { tid, session, user }),
    ...(credential.recoveryCodes.length < before.recoveryCodes.length && {
      recoveryCodesLeft: credential.recoveryCodes.length,
    }),
    ...(await proveDevice(deps, { tid, credential, device })),
  };
}

import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type EndListenersDeps, endListeners } from "./end-listeners.ts";
import type { RevocationStore } from "./revocation-store.ts";
import type { EndReason, Session } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

export interface ShutOutDeps extends EndListenersDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly revocations: RevocationStore;
}

interface ShuttingOut {
  readonly userId: string;
  readonly reason: EndReason;
  /** The one session that goes on. */
  readonly except?: string;
  /** Reads again what `change` and `also` decide from, before each attempt. */
  readonly before?: () => Promise<void>;
  /**
   * Looks at the credential as it is committed upon, and at the sessions that are alive: throws to call it off,
   * returns what changes. It may run again, so it is pure.
   */
  readonly change: (credential: Credential, alive: readonly Session[]) => Partial<Credential>;
  /** Writes that belong to it. It may run again. */
  readonly also: (unit: Unit, now: Date) => void;
}

/**
 * Ends a user's sessions, all or all but one, in one commit with the reason for it: refresh tokens and listeners at
 * once, access tokens within seconds. The commit writes to the credential, as every sign-in does, so that of a
 * sign-in at the same moment either its session is ended, or it has to look again.
 */
export async function shutOut(deps: ShutOutDeps, input: ShuttingOut): Promise<void> {
  const { accounts, store, tid } = deps;
  const { userId, reason, except } = input;
  await untilFresh(async () => {
    await input.before?.();
    const present = await accounts.read(userId);
    if (!present) throw new Error("a user who is shut out has no credential");
    const alive = await store.aliveOf(userId);
    const sessions = alive.map(({ session }) => session);
    const changed = input.change(present.credential, sessions);
    const now = deps.clock();
    await deps.transact(async (unit) => {
      const { tx } = unit;
      accounts.update(tx, present, { ...changed, signIns: present.credential.signIns + 1 });
      for (const read of alive) {
        if (read.session.id === except) continue;
        store.end(tx, read, { reason, now });
        const entry = { id: deps.newId(), tid, kind: "session" as const, subject: read.session.id };
        deps.revocations.add(tx, entry, now);
      }
      input.also(unit, now);
    });
  });
  await endListeners(deps, { userId });
}

import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { RevocationStore } from "./revocation-store.ts";
import type { EndReason, Session } from "./session.ts";
import type { SessionStore } from "./session-store.ts";
import type { MailWriter, NewMail } from "./write-mail.ts";

export interface EndSessionDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly store: SessionStore;
  readonly revocations: RevocationStore;
  readonly users: Pick<UserWriter, "find">;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Ends a session for good, once: its refresh tokens at once, its access tokens within seconds, its listeners with
 * the grant. One commit with a precondition, so that it also gets through amid a storm of refreshes; the audit log
 * and, after a theft, a mail to the user are part of it.
 * @returns the reason it had ended for before, or `undefined` when this call ended it.
 */
export async function endSession(
  deps: EndSessionDeps,
  input: { sessionId: string; reason: EndReason; origin: Origin },
): Promise<EndReason | undefined> {
  const { store, tid } = deps;
  const { sessionId, reason, origin } = input;
  return untilFresh(async () => {
    const read = await store.read(sessionId);
    if (!read) return "expiry";
    const { session } = read;
    if (session.endedAt !== null) return session.endReason ?? "revocation";
    const now = deps.clock();
    const revocation = { id: deps.newId(), tid, kind: "session" as const, subject: sessionId };
    const user = await deps.users.find(session.userId);
    const isTheft = reason === "theft";
    await deps.transact(async (unit) => {
      const { tx } = unit;
      store.end(tx, read, { reason, now });
      deps.revocations.add(tx, revocation, now);
      const act = { id: deps.newId(), action: ACTIONS[reason], origin };
      const target = { type: "session", id: sessionId };
      // Nobody knows who presented a stolen token: it was done to the user, not by them.
      if (user && isTheft) deps.audit.record(tx, { ...act, outcome: "failure", to: user }, now);
      else deps.audit.record(tx, { ...act, outcome: "success", actor: user, target }, now);
      if (user && isTheft && user.email !== null) deps.mail.add(unit, theftMail(deps, session, now), now);
    });
    return undefined;
  });
}

const ACTIONS: Readonly<Record<EndReason, string>> = {
  logout: "session.ended",
  revocation: "session.revoked",
  expiry: "session.expired",
  theft: "session.stolen",
};

const theftMail = (deps: EndSessionDeps, { userId, device }: Session, now: Date): NewMail => ({
  ...{ id: deps.newId(), userId, kind: "session-stolen" },
  facts: { device: device?.name ?? device?.model ?? "", at: timestamp(now) },
});

import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { SessionStolen } from "./contract.ts";
import type { RevocationStore } from "./revocation-store.ts";
import type { EndReason, Session } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

export interface EndSessionDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly store: SessionStore;
  readonly revocations: RevocationStore;
}

/**
 * Ends a session for good, once: its refresh tokens at once, its access tokens within seconds, its listeners with
 * the grant. One commit with a precondition, so that it also gets through amid a storm of refreshes.
 * @returns the reason it had ended for before, or `undefined` when this call ended it.
 */
export async function endSession(
  deps: EndSessionDeps,
  input: { sessionId: string; reason: EndReason },
): Promise<EndReason | undefined> {
  const { store, tid } = deps;
  const { sessionId, reason } = input;
  return untilFresh(async () => {
    const read = await store.read(sessionId);
    if (!read) return "expiry";
    const { session } = read;
    if (session.endedAt !== null) return session.endReason ?? "revocation";
    const now = deps.clock();
    const revocation = { id: deps.newId(), tid, kind: "session" as const, subject: sessionId };
    const event = reason === "theft" ? stolen(deps, session, now) : undefined;
    await deps.transact(async ({ tx, publish }) => {
      store.end(tx, read, { reason, now });
      deps.revocations.add(tx, revocation, now);
      if (event) publish(event);
    });
    return undefined;
  });
}

function stolen(deps: EndSessionDeps, { id: sessionId, userId }: Session, now: Date) {
  const data: SessionStolen = { userId, sessionId };
  return { id: deps.newId(), type: "session.stolen", tid: deps.tid, at: timestamp(now), data };
}

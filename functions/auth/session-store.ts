import type { Firestore, Timestamp, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { timestamp } from "../shared/clock.ts";
import { type EndReason, Grant, Session } from "./session.ts";

/** A session as it was read, and when it was last written. */
export interface ReadSession {
  readonly session: Session;
  readonly updateTime: Timestamp;
}

export interface SessionStore {
  readonly sessions: Documents<Session>;
  readonly grants: Documents<Grant>;
  read(sessionId: string): Promise<ReadSession | undefined>;
  /** The user's sessions that nobody has ended. */
  aliveOf(userId: string): Promise<ReadSession[]>;
  /** Ends a session and removes its grant; the commit fails as stale when the session was written since. */
  end(tx: Transaction, read: ReadSession, ending: { reason: EndReason; now: Date }): void;
}

export function sessionStore(db: Firestore, tenantId: string): SessionStore {
  const sessions = documents(db, `tenants/${tenantId}/sessions`, Session);
  const grants = documents(db, `tenants/${tenantId}/grants`, Grant);
  return {
    sessions,
    grants,
    read: async (sessionId) => {
      const snapshot = await sessions.ref(sessionId).get();
      const session = sessions.parse(snapshot);
      return session && snapshot.updateTime ? { session, updateTime: snapshot.updateTime } : undefined;
    },
    aliveOf: async (userId) => {
      const { docs } = await sessions.query((all) =>
        all.where("userId", "==", userId).where("endedAt", "==", null),
      );
      return docs.flatMap((found) => {
        const session = sessions.parse(found);
        return session ? [{ session, updateTime: found.updateTime }] : [];
      });
    },
    end: (tx, { session, updateTime }, { reason, now }) => {
      const ended: Partial<Session> = { endedAt: timestamp(now), endReason: reason };
      // Two fields under a precondition: a refresh storm may be rotating it, and a read in `tx` would lock it.
      tx.update(sessions.ref(session.id), ended, { lastUpdateTime: updateTime });
      grants.remove(tx, session.id);
    },
  };
}

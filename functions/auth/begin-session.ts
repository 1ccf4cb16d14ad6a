import { randomBytes } from "node:crypto";
import type { Transaction } from "../platform/firestore/database.ts";
import type { Origin } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { type NewId, SessionId, type UserId } from "../shared/id.ts";
import { describedDevice, type PresentedDevice } from "./device.ts";
import { grantOf, newSession, type Session } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

/** A session that has begun, and what writes it: part of the transaction of whoever admits the user. */
interface BegunSession {
  readonly session: Session;
  write(tx: Transaction): void;
}

export function beginSession(
  deps: { store: SessionStore; clock: Clock; newId: NewId },
  input: { userId: UserId; origin: Origin; device: PresentedDevice | undefined },
): BegunSession {
  const { userId, origin, device } = input;
  const session = newSession(
    {
      id: SessionId.parse(deps.newId()),
      userId,
      nonce: randomBytes(32).toString("base64url"),
      address: origin.address,
      ...(device && { device: describedDevice(device) }),
    },
    deps.clock(),
  );
  return {
    session,
    write: (tx) => {
      deps.store.sessions.create(tx, session.id, session);
      deps.store.grants.create(tx, session.id, grantOf(session));
    },
  };
}

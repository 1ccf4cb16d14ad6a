import { listPage, type Position } from "../platform/firestore/list-page.ts";
import type { Cursors } from "../platform/http/cursor.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import type { Page, PageQuery } from "../shared/page.ts";
import { endOf, type Session } from "./session.ts";
import type { ShownSession } from "./session-contract.ts";
import type { SessionStore } from "./session-store.ts";

/** The caller's sessions that go on, newest first. One that ended of idleness is left out of its page. */
export async function listSessions(
  deps: { store: SessionStore; clock: Clock; cursors: Cursors<Position> },
  input: { caller: Caller; query: PageQuery },
): Promise<Page<ShownSession>> {
  const { userId, sessionId } = input.caller;
  const found = await listPage(deps.store.sessions, deps.cursors, input.query, (all) =>
    all.where("userId", "==", userId).where("endedAt", "==", null),
  );
  const alive = found.items.filter((session) => endOf(session, deps.clock()) === undefined);
  return { ...found, items: alive.map((session) => shown(session, sessionId)) };
}

const shown = ({ id, device, createdAt, rotatedAt, address }: Session, current: string): ShownSession => ({
  ...{ id, ...(device && { device }), createdAt, lastUsedAt: rotatedAt, address },
  current: id === current,
});

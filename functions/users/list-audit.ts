import type { AuditEntry } from "../platform/audit/audit-entry.ts";
import { matching } from "../platform/audit/audit-log.ts";
import { type AuditTrail, revealed } from "../platform/audit/audit-trail.ts";
import type { Documents } from "../platform/firestore/documents.ts";
import { listPageBy, type Position } from "../platform/firestore/list-page.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Cursors } from "../platform/http/cursor.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { Page } from "../shared/page.ts";
import { Problem } from "../shared/problem.ts";
import type { AuditQuery, ShownEntry } from "./audit-contract.ts";
import { findByAuditIds } from "./find-by-audit-ids.ts";
import type { StoredUser } from "./user.ts";
import type { UserStore } from "./user-store.ts";

interface ListAuditDeps {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly transact: Transact;
  readonly users: UserStore;
  readonly entries: Documents<AuditEntry>;
  readonly audit: AuditTrail;
  readonly cursors: Cursors<Position>;
}

/**
 * A page of the audit log, newest first, with people under the ids they have now. Of somebody who is gone there is
 * nothing to find by their id. Each page that is read is itself recorded.
 * @throws {Problem} `resource-not-found` once the reader is gone themselves.
 */
export async function listAudit(
  deps: ListAuditDeps,
  input: { caller: Caller; origin: Origin; query: AuditQuery },
): Promise<Page<ShownEntry>> {
  const { query, caller, origin } = input;
  const asked = [caller.userId, query.actor, query.target];
  const [reader, actor, target] = await Promise.all(
    asked.map(async (id) => (id === undefined ? undefined : deps.users.get(id))),
  );
  if (!reader) throw new Problem("resource-not-found", "You do not exist any more.");
  const isGone = (query.actor && !actor) || (query.target && !target);
  const found = isGone ? { items: [], nextCursor: null } : await findEntries(deps, query, { actor, target });
  const people = await findByAuditIds(deps.users, found.items.flatMap(mentioned));
  const page = { ...found, items: found.items.map((entry) => shown(entry, people)) };
  const act = { id: deps.newId(), action: "audit-log.read", outcome: "success" as const };
  await deps.transact(async ({ tx }) =>
    deps.audit.record(tx, { ...act, actor: reader, to: target ?? actor, origin }, deps.clock()),
  );
  return page;
}

function findEntries(
  { entries, cursors }: ListAuditDeps,
  { action, since, until, ...query }: AuditQuery,
  { actor, target }: { actor: StoredUser | undefined; target: StoredUser | undefined },
): Promise<Page<AuditEntry>> {
  const filter = matching({
    ...{ actor: actor?.auditId, action, target: target?.auditId },
    ...{ since: since && timestamp(new Date(since)), until: until && timestamp(new Date(until)) },
  });
  return listPageBy("at", entries, { cursors, query, filter });
}

/** The people an entry tells of, as the log knows them. */
const mentioned = ({ actor, target, keyOf }: AuditEntry): string[] =>
  [actor, target?.type === "user" ? target.id : undefined, keyOf].filter((id) => id !== undefined);

type People = ReadonlyMap<string, StoredUser>;

function shown(entry: AuditEntry, people: People): ShownEntry {
  const { id, at, action, outcome, actor, target, address, userAgent, keyOf, hash, block } = entry;
  const userIdOf = (auditId: string) => people.get(auditId)?.id ?? null;
  const key = keyOf === undefined ? undefined : people.get(keyOf)?.auditKey;
  return {
    ...{ id, at, action, outcome, hash },
    actor: actor === undefined ? null : { userId: userIdOf(actor) },
    target: target
      ? { type: target.type, id: target.type === "user" ? userIdOf(target.id) : target.id }
      : null,
    address: reveal(key, address),
    userAgent: reveal(key, userAgent),
    block: block ?? null,
  };
}

/** Null without the key, and for what was tampered with: `npm run audit -- verify` tells of that. */
function reveal(key: string | undefined, ciphertext: string | undefined): string | null {
  if (key === undefined || ciphertext === undefined) return null;
  try {
    return revealed(key, ciphertext);
  } catch {
    return null;
  }
}

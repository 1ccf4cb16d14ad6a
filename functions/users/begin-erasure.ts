import { emailId } from "../auth/email.ts";
import { readKey } from "../auth/read-key.ts";
import { sessionEnded } from "../auth/session-ended.ts";
import { type ShutOutDeps, shutOut } from "../auth/shut-out.ts";
import type { MailWriter } from "../auth/write-mail.ts";
import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import { type Tombstones, tombstoneId } from "../platform/firestore/machinery.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Origin } from "../shared/caller.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { ERASURE_KEPT_SECONDS } from "./erasure.ts";
import type { EraseJob } from "./erasure-contract.ts";
import type { ErasureStore } from "./erasure-store.ts";
import type { UserWriter } from "./write-user.ts";

export interface BeginErasureDeps extends ShutOutDeps {
  readonly readSecret: ReadSecret;
  readonly users: UserWriter;
  readonly erasures: ErasureStore;
  readonly tombstones: Tombstones;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

interface Beginning {
  readonly userId: string;
  /** Of whoever asks: an access token outlives its session by seconds, and must not do this. */
  readonly sessionId?: string;
  /** Absent where nobody asked for it: an account that was abandoned. */
  readonly origin?: Origin;
  /** Writes that belong to it. */
  readonly also?: (tx: Transaction) => void;
}

/**
 * Shuts an account for good and lets a worker erase it. All in one commit: nobody is signed in any more, the address
 * is free, and a mark that names nobody keeps late work from writing anything of theirs again.
 * @throws {Problem} `authentication-required` when it is gone, or has been begun; `session-ended`.
 */
export async function beginErasure(deps: BeginErasureDeps, input: Beginning): Promise<void> {
  const { tid, newId } = deps;
  const { userId, origin } = input;
  const key = await readKey(deps.readSecret, "email-hash-key");
  const read = async () => {
    const found = await deps.users.read(userId);
    if (!found) throw new Problem("authentication-required", "This account is gone.");
    return found;
  };
  let found = await read();
  const erasureId = newId();
  await shutOut(deps, {
    userId,
    reason: "revocation",
    before: async () => {
      found = await read();
    },
    change: (_, alive) => {
      if (input.sessionId !== undefined && !alive.some(({ id }) => id === input.sessionId))
        throw sessionEnded("revocation");
      return {};
    },
    also: (unit, now) => {
      const { tx } = unit;
      const { user } = found;
      const at = timestamp(now);
      const addressId = user.email === null ? null : emailId(key, user.email);
      deps.users.update(tx, found, { fields: { status: "deleting" }, now });
      if (addressId !== null) deps.accounts.emailAddresses.remove(tx, addressId);
      input.also?.(tx);
      const about = { kind: "user", subject: userId, userVersion: user.version + 1 } as const;
      deps.revocations.add(tx, { id: newId(), tid, ...about }, now);
      deps.tombstones.create(tx, tombstoneId(tid, userId), { tid, erasureId, createdAt: at });
      const expireAt = plusSeconds(now, ERASURE_KEPT_SECONDS);
      const begun = { state: "running", report: {}, createdAt: at, finishedAt: null, expireAt } as const;
      deps.erasures.create(tx, erasureId, { id: erasureId, ...begun });
      const act = { id: newId(), action: "user.deleted", outcome: "success", actor: user } as const;
      deps.audit.record(tx, { ...act, origin }, now);
      if (user.email !== null) {
        // The account is hidden from now on: the mail brings with it what it says.
        const facts = { name: user.displayName };
        const kind = "account-deletion" as const;
        deps.mail.add(unit, { id: newId(), userId: user.id, kind, to: user.email, facts }, now);
      }
      const payload: EraseJob = { tid, erasureId, userId, addressId, pass: 1 };
      unit.enqueue({ queue: "erasure", area: "users", name: "erase", payload, dedupeKey: `${erasureId}-1` });
    },
  });
}

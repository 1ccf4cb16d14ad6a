import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { UserWriter } from "../users/write-user.ts";
import { type RedeemDeps, redeemToken, spent } from "./redeem-token.ts";

interface VerifyEmailDeps extends RedeemDeps {
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly audit: AuditTrail;
}

/**
 * Takes a user's word for their address, once. A second tap on the same link changes nothing and succeeds too.
 * @throws {Problem} `validation-error` at `#/token`.
 */
export async function verifyEmail(
  deps: VerifyEmailDeps,
  input: { token: string; origin: Origin },
): Promise<void> {
  await untilFresh(async () => {
    const read = await redeemToken(deps, { token: input.token, purpose: "verification" });
    const { userId, email, usedAt } = read.token;
    const found = await deps.users.read(userId);
    // The address may have been changed since the link was sent.
    if (!found || found.user.email !== email) throw spent();
    if (found.user.emailVerified || usedAt) return;
    const now = deps.clock();
    await deps.transact(async ({ tx }) => {
      deps.oneTimeTokens.use(tx, read, timestamp(now));
      deps.users.update(tx, found, { fields: { emailVerified: true }, now });
      const act = { id: deps.newId(), action: "email.verified", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor: found.user, origin: input.origin }, now);
    });
  });
}

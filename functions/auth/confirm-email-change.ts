import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import { isTaken, untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { CredentialStore } from "./credential-store.ts";
import { emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import { readKey } from "./read-key.ts";
import { type RedeemDeps, redeemToken, spent } from "./redeem-token.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import type { MailWriter } from "./write-mail.ts";

interface ConfirmDeps extends RedeemDeps {
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Moves the account to the address whose link was opened: the new one is claimed and the former given up in one
 * commit, and the former is told. A second tap on the same link succeeds too.
 * @throws {Problem} `validation-error` at `#/token`; `conflict` when somebody took the address meanwhile.
 */
export async function confirmEmailChange(
  deps: ConfirmDeps,
  input: { token: string; origin: Origin },
): Promise<void> {
  const key = await readKey(deps.readSecret, "email-hash-key");
  const { emailAddresses } = deps.accounts;
  await untilFresh(async () => {
    const read = await redeemToken(deps, { token: input.token, purpose: "email-change" });
    const { userId, email, usedAt } = read.token;
    const found = await deps.users.read(userId);
    if (found && usedAt && found.user.email === email) return;
    if (!found || usedAt) throw spent();
    refuseSuspended(found.user);
    const now = deps.clock();
    const at = timestamp(now);
    const { email: former } = found.user;
    await deps.transact(async (unit) => {
      const { tx } = unit;
      emailAddresses.create(tx, emailId(key, email), { userId, createdAt: at });
      if (former !== null) emailAddresses.remove(tx, emailId(key, former));
      deps.oneTimeTokens.use(tx, read, at);
      deps.users.update(tx, found, { fields: { email, emailVerified: true }, now });
      const act = { id: deps.newId(), action: "email.changed", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor: found.user, origin: input.origin }, now);
      if (former !== null)
        deps.mail.add(unit, { id: deps.newId(), userId, kind: "email-changed", to: former }, now);
    });
  }).catch((error: unknown) => {
    throw isTaken(error) ? emailTaken() : error;
  });
}

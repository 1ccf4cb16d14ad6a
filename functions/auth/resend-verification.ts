import type { SharedCounts } from "../platform/firestore/shared-counts.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { countMail } from "./count-mail.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";

interface ResendDeps extends OfferTokenDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly transact: Transact;
  readonly users: UserWriter;
  readonly counts: SharedCounts;
}

/**
 * Sends the caller a new link for their address; nothing to somebody who has verified it, or has none.
 * @throws {Problem} `rate-limit-exceeded` with the seconds to wait.
 */
export async function resendVerification(deps: ResendDeps, input: { caller: Caller }): Promise<void> {
  const user = await deps.users.find(input.caller.userId);
  if (!user || user.email === null || user.emailVerified) return;
  const { id: userId, email } = user;
  const wait = await countMail(deps, { purpose: "verification", subject: userId });
  if (wait > 0)
    throw new Problem("rate-limit-exceeded", `We have written to you already. Try again in ${wait} s.`, {
      retryAfterSeconds: wait,
    });
  await deps.transact(async (unit) => {
    offerToken(deps, unit, { userId, purpose: "verification", email, now: deps.clock() });
  });
}

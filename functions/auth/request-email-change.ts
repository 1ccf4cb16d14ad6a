import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { isAnonymous } from "../users/user.ts";
import { type Email, emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";
import { readKey } from "./read-key.ts";
import { type ReadOwnAccountDeps, readOwnAccount } from "./read-own-account.ts";
import { requireFresh } from "./require-fresh.ts";

export interface EmailChangeDeps extends OfferTokenDeps, ReadOwnAccountDeps {
  readonly transact: Transact;
  readonly readSecret: ReadSecret;
}

/**
 * Mails a link to the new address; the account keeps the one it has until the link is opened.
 * @throws {Problem} `fresh-authentication-required`; as `readOwnAccount`; `conflict` at `#/email` when the address has an account, or the
 * caller is anonymous: an address alone would be no way to sign in.
 */
export async function requestEmailChange(
  deps: EmailChangeDeps,
  input: { caller: Caller; email: Email },
): Promise<void> {
  const { caller, email } = input;
  requireFresh(deps, caller);
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  await untilFresh(async () => {
    const { present, read } = await readOwnAccount(deps, caller);
    if (isAnonymous(read.user)) throw anonymous();
    if (await deps.accounts.emailAddresses.get(addressId)) throw emailTaken();
    const now = deps.clock();
    await deps.transact(async (unit) => {
      // Whoever is shut out at this moment must not take the address along.
      deps.accounts.update(unit.tx, present, { updatedAt: timestamp(now) });
      offerToken(deps, unit, { userId: caller.userId, purpose: "email-change", email, now });
    });
  });
}

const anonymous = (): Problem =>
  new Problem("conflict", "Give an address together with a password, at /v1/auth/anonymous/upgrade.", {
    errors: [{ pointer: "#/email", detail: "cannot be set while the user is anonymous" }],
  });

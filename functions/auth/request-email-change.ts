import type { Transact } from "../platform/firestore/transact.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type Email, emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";
import { readKey } from "./read-key.ts";
import { requireFresh } from "./require-fresh.ts";

export interface EmailChangeDeps extends OfferTokenDeps {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly readSecret: ReadSecret;
  readonly accounts: CredentialStore;
}

/**
 * Mails a link to the new address; the account keeps the one it has until the link is opened.
 * @throws {Problem} `fresh-authentication-required`; `conflict` at `#/email` when the address has an account.
 */
export async function requestEmailChange(
  deps: EmailChangeDeps,
  input: { caller: Caller; email: Email },
): Promise<void> {
  const { caller, email } = input;
  requireFresh(deps, caller);
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  if (await deps.accounts.emailAddresses.get(addressId)) throw emailTaken();
  await deps.transact(async (unit) => {
    offerToken(deps, unit, { userId: caller.userId, purpose: "email-change", email, now: deps.clock() });
  });
}

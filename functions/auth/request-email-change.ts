import type { Transact } from "../platform/firestore/transact.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { isAnonymous } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
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
  readonly users: Pick<UserWriter, "find">;
}

/**
 * Mails a link to the new address; the account keeps the one it has until the link is opened.
 * @throws {Problem} `fresh-authentication-required`; `conflict` at `#/email` when the address has an account, or the
 * caller is anonymous: an address alone would be no way to sign in.
 */
export async function requestEmailChange(
  deps: EmailChangeDeps,
  input: { caller: Caller; email: Email },
): Promise<void> {
  const { caller, email } = input;
  requireFresh(deps, caller);
  const user = await deps.users.find(caller.userId);
  if (user && isAnonymous(user)) throw anonymous();
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  if (await deps.accounts.emailAddresses.get(addressId)) throw emailTaken();
  await deps.transact(async (unit) => {
    offerToken(deps, unit, { userId: caller.userId, purpose: "email-change", email, now: deps.clock() });
  });
}

const anonymous = (): Problem =>
  new Problem("conflict", "Give an address together with a password, at /v1/auth/anonymous/upgrade.", {
    errors: [{ pointer: "#/email", detail: "cannot be set while the user is anonymous" }],
  });

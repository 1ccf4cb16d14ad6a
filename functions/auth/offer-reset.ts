import type { SharedCounts } from "../platform/firestore/shared-counts.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import type { Clock } from "../shared/clock.ts";
import type { UserWriter } from "../users/write-user.ts";
import { countMail } from "./count-mail.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";

export interface OfferResetDeps extends OfferTokenDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly transact: Transact;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly counts: SharedCounts;
}

/** Mails a link to reset the password, where the address has an account that may be signed in to. */
export async function offerReset(deps: OfferResetDeps, input: { addressId: string }): Promise<Outcome> {
  const owner = await deps.accounts.emailAddresses.get(input.addressId);
  const user = owner && (await deps.users.find(owner.userId));
  if (!user || user.email === null || user.status === "suspended") return "dropped";
  if ((await countMail(deps, { purpose: "password-reset", subject: user.id })) > 0) return "dropped";
  const { id: userId, email } = user;
  await deps.transact(async (unit) => {
    offerToken(deps, unit, { userId, purpose: "password-reset", email, now: deps.clock() });
  });
  return "done";
}

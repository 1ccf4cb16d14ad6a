import type { Unit } from "../platform/firestore/transact.ts";
import type { NewId, UserId } from "../shared/id.ts";
import type { Email } from "./email.ts";
import type { OneTimeTokenStore } from "./one-time-token-store.ts";
import { newOneTimeToken, type Purpose } from "./onetime.ts";
import type { MailWriter } from "./write-mail.ts";

export interface OfferTokenDeps {
  readonly newId: NewId;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly mail: MailWriter;
}

/**
 * Makes a one-time token and the mail that brings it, as part of a larger commit. It goes to the address it is
 * for, whatever the user's own is by the time it is sent; a former token of the purpose is void.
 */
export function offerToken(
  deps: OfferTokenDeps,
  unit: Unit,
  offer: { userId: UserId; purpose: Purpose; email: Email; now: Date },
): void {
  const { now, ...fields } = offer;
  const token = newOneTimeToken(fields, now);
  deps.oneTimeTokens.set(unit.tx, token.id, token);
  const { userId, purpose: kind, email: to } = fields;
  deps.mail.add(unit, { id: deps.newId(), userId, kind, to, tokenId: token.id }, now);
}

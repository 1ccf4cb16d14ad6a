import { z } from "zod";
import { UserId } from "../shared/id.ts";
import { Email } from "./email.ts";

/** What we write to somebody about. */
export const MailKind = z.enum([
  "verification",
  "password-reset",
  "password-changed",
  "new-sign-in",
  "session-stolen",
  "email-change",
  "email-changed",
  "second-factor-changed",
  "passkey-cloned",
  "account-deletion",
  "data-export",
]);
export type MailKind = z.infer<typeof MailKind>;

/** A message to one person: `mails/{id}`. It holds no token: one is computed when the message is sent. */
export const Mail = z.strictObject({
  id: z.uuidv4(),
  userId: UserId,
  kind: MailKind,
  /** Where to, when that is not the user's own address as it stands at the time. */
  to: Email.optional(),
  /** The one-time token that it brings. */
  tokenId: z.string().optional(),
  /** What the text says besides, e.g. `device`. */
  facts: z.record(z.string(), z.string()),
  /**
   * `attempted` is written before the provider is called: what is found so was sent, or was not, and only a
   * message that may come twice is sent once more.
   */
  state: z.enum(["pending", "attempted", "sent", "failed"]),
  attempts: z.int().nonnegative(),
  /** Why it failed. */
  reason: z.string().optional(),
  /** What the provider calls it. */
  messageId: z.string().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  expireAt: z.date(),
});
export type Mail = z.infer<typeof Mail>;

/** Looks up who forgot their password, by the keyed hash of the address they named: `POST /jobs/auth/offer-reset`. */
export const OfferResetJob = z.strictObject({ tid: z.string(), addressId: z.string() });
export type OfferResetJob = z.infer<typeof OfferResetJob>;

/** Sends one mail: `POST /jobs/auth/send-mail`. */
export const MailJob = z.strictObject({ tid: z.string(), mailId: z.uuidv4() });
export type MailJob = z.infer<typeof MailJob>;

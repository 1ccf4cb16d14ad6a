import type { Settings } from "../platform/config.ts";
import type { Delivery, Outcome as Done } from "../platform/http/jobs-app.ts";
import type { SendMessage } from "../platform/messaging/send-grid.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { composeMail } from "./compose-mail.ts";
import type { Mail } from "./mail.ts";
import type { MailStore } from "./mail-store.ts";
import type { OneTimeTokenStore } from "./one-time-token-store.ts";
import { oneTimeTokenText } from "./onetime.ts";
import { readKey } from "./read-key.ts";

export interface SendMailDeps {
  readonly tid: string;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly readSecret: ReadSecret;
  readonly mails: MailStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly users: Pick<UserWriter, "find">;
  readonly sendMessage: SendMessage;
}

/** Longer than a call may take: whoever wrote `attempted` before that is not at it any more. */
const ATTEMPT_SECONDS = 60;
/** A mail whose first call was lost is sent once more: each tells of something that its reader must know. */
const MOST_ATTEMPTS = 2;

/**
 * Sends one mail, once: that it is tried is written before the provider is asked, and what the provider took is
 * never sent again. A call that was lost with its process, or whose answer was, is made once more.
 * @throws {Problem} `feature-unavailable` when the queue is to try again.
 */
export async function sendMail(
  deps: SendMailDeps,
  input: { mailId: string },
  delivery: Pick<Delivery, "isLast">,
): Promise<Done> {
  const claim = await claimed(deps, input.mailId);
  if (claim.is !== "ours") return claim.is;
  const { mail } = claim;
  const message = await messageOf(deps, mail);
  if (!message) return settle(deps, mail, { state: "failed", reason: "there is nobody to send it to" });
  const outcome = await deps.sendMessage(message);
  switch (outcome.kind) {
    case "accepted":
      return settle(deps, mail, { state: "sent", messageId: outcome.messageId });
    case "refused":
      return settle(deps, mail, { state: "failed", reason: outcome.reason });
    case "later":
      if (delivery.isLast) return settle(deps, mail, { state: "failed", reason: outcome.reason });
      // Nothing was sent: this attempt does not count.
      await settle(deps, mail, { state: "pending", attempts: mail.attempts - 1, reason: outcome.reason });
      throw new Problem("feature-unavailable", "The mail cannot be sent now.", { retryAfterSeconds: 10 });
    case "unknown":
      await settle(deps, mail, { reason: outcome.reason });
      throw new Problem("feature-unavailable", "Whether the mail was sent is not known.", {
        retryAfterSeconds: ATTEMPT_SECONDS,
      });
  }
}

/** Writes that the mail is tried, unless it was sent, or somebody is at it, or it was lost too often. */
async function claimed(
  deps: SendMailDeps,
  mailId: string,
): Promise<{ is: "ours"; mail: Mail } | { is: Exclude<Done, "done"> }> {
  const found: { is: "ours" | Exclude<Done, "done"> } = { is: "dropped" };
  const mail = await deps.mails.change(mailId, (present) => {
    const now = deps.clock();
    found.is = "dropped";
    if (present.state === "sent" || present.state === "failed") return present;
    const age = (now.getTime() - Date.parse(present.updatedAt)) / 1000;
    if (present.state === "attempted" && age < ATTEMPT_SECONDS) {
      found.is = "busy";
      return present;
    }
    if (present.attempts >= MOST_ATTEMPTS)
      return { ...present, state: "failed", reason: "its outcome is not known", updatedAt: timestamp(now) };
    found.is = "ours";
    return { ...present, state: "attempted", attempts: present.attempts + 1, updatedAt: timestamp(now) };
  });
  if (found.is !== "ours") return { is: found.is };
  return mail ? { is: "ours", mail } : { is: "dropped" };
}

async function messageOf(deps: SendMailDeps, mail: Mail) {
  const user = await deps.users.find(mail.userId);
  const to = mail.to ?? user?.email;
  // Of a deleted account only its last mail is left, which brings the name with it.
  const name = user?.displayName ?? mail.facts["name"];
  if (!to || name === undefined) return undefined;
  const stored = mail.tokenId === undefined ? undefined : await deps.oneTimeTokens.get(mail.tokenId);
  // Used, or replaced by one for another address, before it was sent.
  if (mail.tokenId !== undefined && (!stored || stored.usedAt || stored.email !== to)) return undefined;
  const key = await readKey(deps.readSecret, "one-time-token-key");
  const token = stored && oneTimeTokenText(key, deps.tid, stored);
  const { appUrl } = deps.settings.mail;
  const composed = composeMail(mail.kind, { name, appUrl, token, facts: mail.facts });
  return { ...composed, to, category: mail.kind };
}

async function settle(deps: SendMailDeps, { id }: Mail, outcome: Partial<Mail>): Promise<Done> {
  const updatedAt = timestamp(deps.clock());
  await deps.mails.change(id, (present) => ({ ...present, ...outcome, updatedAt }));
  return "done";
}

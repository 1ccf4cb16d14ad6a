import type { Config } from "../platform/config.ts";
import { job } from "../platform/http/jobs-app.ts";
import { sendGrid } from "../platform/messaging/send-grid.ts";
import { TenantId } from "../shared/id.ts";
import { MailJob, OfferResetJob } from "./mail.ts";
import { mailStore } from "./mail-store.ts";
import { type AuthDeps, makeScope } from "./make-scope.ts";
import { offerReset } from "./offer-reset.ts";
import { sendMail } from "./send-mail.ts";

export interface AuthJobsDeps extends AuthDeps {
  readonly config: Config;
  /** Deliveries the queue makes of one mail. */
  readonly maxAttempts: number;
}

/** What the area's private function answers, by job. */
export function authJobBindings(deps: AuthJobsDeps) {
  const open = makeScope(deps);
  const sendMessage = sendGrid(deps.config, deps.readSecret);
  const { settings } = deps.config;
  const mailing = (tid: string) => ({
    ...open(TenantId.parse(tid)),
    mails: mailStore(deps.db, tid),
    settings,
    sendMessage,
  });
  return {
    "offer-reset": job(OfferResetJob, ({ tid, addressId }) => offerReset(mailing(tid), { addressId })),
    "send-mail": job(MailJob, ({ tid, mailId }, delivery) => sendMail(mailing(tid), { mailId }, delivery)),
  };
}

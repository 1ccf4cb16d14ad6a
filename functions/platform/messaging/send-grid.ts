import { z } from "zod";
import type { Config } from "../config.ts";
import type { ReadSecret } from "../secrets/secrets.ts";

/** One message to one person. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What SendGrid's statistics call it. */
  readonly category: string;
}

/**
 * What came of a call. `unknown` means that the message may have been sent: SendGrid has no idempotency key, so
 * whoever sends again may send twice.
 */
export type Outcome =
  | { readonly kind: "accepted"; readonly messageId: string }
  /** Sending it again would be answered alike. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "later"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export type SendMessage = (message: Message) => Promise<Outcome>;

/** The secret `sendgrid-api-key`. */
const ApiKey = z.strictObject({ key: z.string().startsWith("SG.") });

const ANSWER_WITHIN_MS = 10_000;

/** SendGrid's v3 API (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send); loaded at the first message. */
export function sendGrid(config: Pick<Config, "mail" | "settings">, readSecret: ReadSecret): SendMessage {
  return async (message) => {
    const [{ default: service }, { default: client }] = await Promise.all([
      import("@sendgrid/mail"),
      import("@sendgrid/client"),
    ]);
    const { from } = config.settings.mail;
    // Both are the process's only ones; the key may have been rotated, and setting it sets the URL too.
    client.setApiKey((await readSecret("sendgrid-api-key", ApiKey)).key);
    client.setDefaultRequest("baseUrl", config.mail.baseUrl);
    service.setClient(client);
    service.setTimeout(ANSWER_WITHIN_MS);
    const off = { enable: false };
    try {
      const [response] = await service.send({
        ...{ to: message.to, from, subject: message.subject, text: message.text, html: message.html },
        categories: [message.category],
        // A link that is tracked goes by way of somebody else, and some carry a token.
        trackingSettings: { clickTracking: off, openTracking: off },
      });
      const headers = z.object({ "x-message-id": z.string().optional() }).safeParse(response.headers);
      return { kind: "accepted", messageId: headers.data?.["x-message-id"] ?? "" };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

const Answered = z.object({ code: z.number() });
const Unanswered = z.object({ code: z.string() });
/** The connection was never made, so nothing was sent. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** The reason is ours: SendGrid's words may repeat the address. */
function outcomeOf(error: unknown): Outcome {
  const answered = Answered.safeParse(error);
  if (answered.success) {
    const { code } = answered.data;
    const reason = `SendGrid answered ${code}`;
    // A wrong key is ours to mend: the message is good. 5xx: the API says that nothing was accepted.
    return { kind: [401, 403, 408, 429].includes(code) || code >= 500 ? "later" : "refused", reason };
  }
  const code = Unanswered.safeParse(error).data?.code ?? "no answer";
  const reason = `SendGrid could not be asked: ${code}`;
  return { kind: NOT_CONNECTED.has(code) ? "later" : "unknown", reason };
}

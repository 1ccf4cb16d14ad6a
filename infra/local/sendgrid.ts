import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { closed, listening } from "./identity.ts";
import { KeptMail } from "./kept-mail.ts";
import { mailboxPage } from "./mailbox-page.ts";
import { snapshot } from "./snapshot.ts";

const HOST = "127.0.0.1";
/** A mailbox is read by a person: the latest will do. */
const MOST_KEPT = 500;

/** How a call is answered in place of taking the message; `drop` ends the connection once it was read. */
export interface Misbehaviour {
  readonly status?: number;
  readonly drop?: boolean;
  readonly delayMs?: number;
  /** Whether the message is taken all the same. */
  readonly taken?: boolean;
}

export interface MailServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** What was taken, newest first. */
  mails(): readonly KeptMail[];
  /** Answers the next call otherwise, one call for each. */
  misbehave(...next: readonly Misbehaviour[]): void;
  stop(): Promise<void>;
}

/** As much of the body of `POST /v3/mail/send` as the API requires. */
const Sent = z.object({
  personalizations: z
    .array(z.object({ to: z.array(z.object({ email: z.email() })).min(1), subject: z.string().optional() }))
    .min(1),
  from: z.object({ email: z.email(), name: z.string().optional() }),
  subject: z.string().min(1),
  content: z.array(z.object({ type: z.string(), value: z.string().min(1) })).min(1),
  categories: z.array(z.string()).optional(),
});

/**
 * Stands in for SendGrid's v3 API
 * (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send) and keeps what it is sent. A person reads
 * it at `/local/mail`, a test at `/local/mail.json?to=`.
 */
export async function startSendGrid(options: { port?: number; dataDir?: string }): Promise<MailServer> {
  const kept = snapshot({
    dataDir: options.dataDir,
    name: "mails.json",
    schema: z.array(KeptMail),
    state: () => mails,
  });
  const mails: KeptMail[] = kept.read() ?? [];
  const script: Misbehaviour[] = [];
  const take = (body: z.infer<typeof Sent>): string => {
    const id = randomBytes(12).toString("base64url");
    const content = (type: string) => body.content.find((part) => part.type === type)?.value ?? "";
    mails.unshift({
      ...{ id, at: new Date().toISOString(), subject: body.subject, category: body.categories?.[0] ?? "" },
      to: body.personalizations[0]?.to[0]?.email ?? "",
      from: body.from.email,
      text: content("text/plain"),
      html: content("text/html"),
    });
    mails.splice(MOST_KEPT);
    kept.changed();
    return id;
  };
  const send = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await text(request);
    const next = script.shift();
    if (next?.delayMs) await wait(next.delayMs, undefined, { ref: false });
    if (!/^Bearer SG\../.test(request.headers.authorization ?? ""))
      return refuse(response, 401, "The provided authorization grant is invalid, expired, or revoked");
    const body = Sent.safeParse(parsed(raw));
    if (!body.success) {
      const [issue] = body.error.issues;
      return refuse(response, 400, issue?.message ?? "Bad Request", issue?.path.join("."));
    }
    const id = next && !next.taken ? undefined : take(body.data);
    if (next?.drop) return void request.socket.destroy();
    if (next?.status !== undefined) return refuse(response, next.status, "as the test asked");
    return void response.writeHead(202, { "x-message-id": id ?? "" }).end();
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${HOST}`);
    if (request.method === "POST" && pathname === "/v3/mail/send") return void send(request, response);
    if (request.method === "GET" && pathname.startsWith("/local/mail"))
      return mailboxPage({ mails, pathname, to: searchParams.get("to") }, response);
    return refuse(response, 404, "not found");
  });
  const port = await listening(server, HOST, options.port ?? 0);
  return {
    url: `http://${HOST}:${port}`,
    host: `${HOST}:${port}`,
    port,
    mails: () => mails,
    misbehave: (...next) => void script.push(...next),
    stop: async () => {
      await closed(server);
      kept.save();
    },
  };
}

/** SendGrid's own form of an error. */
function refuse(response: ServerResponse, status: number, message: string, field?: string): void {
  const errors = [{ message, field: field ?? null, help: null }];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ errors }));
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

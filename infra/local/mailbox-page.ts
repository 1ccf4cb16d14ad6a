import type { ServerResponse } from "node:http";
import { html, raw } from "hono/html";
import type { KeptMail } from "./kept-mail.ts";

interface Asked {
  readonly mails: readonly KeptMail[];
  readonly pathname: string;
  readonly to: string | null;
}

/** What was mailed on this machine: a list, one message, or all as JSON. Nothing in a message runs. */
export function mailboxPage({ mails, pathname, to }: Asked, response: ServerResponse): void {
  const wanted = to === null ? mails : mails.filter((mail) => mail.to === to);
  const headers = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; sandbox",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  if (pathname === "/local/mail.json" || pathname === "/local/mail/json") {
    response.writeHead(200, { ...headers, "content-type": "application/json" }).end(JSON.stringify(wanted));
    return;
  }
  const shown = mails.find(({ id }) => pathname === `/local/mail/${id}`);
  const known = shown !== undefined || pathname === "/local/mail" || pathname === "/local/mail/";
  response.writeHead(known ? 200 : 404, { ...headers, "content-type": "text/html; charset=utf-8" });
  if (shown) response.end(String(oneMail(shown)));
  else response.end(known ? String(listOf(wanted)) : "There is no such mail.");
}

const STYLE = raw(
  "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}" +
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884}" +
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8884;padding:1rem;border-radius:8px}</style>",
);

const listOf = (mails: readonly KeptMail[]) => html`<!doctype html><html lang="en"><title>Mail</title>${STYLE}
<h1>Mail</h1>
${
  mails.length === 0
    ? html`<p>Nothing has been mailed yet.</p>`
    : html`<table>
<tr><th>To</th><th>Subject</th><th>At</th></tr>
${mails.map(
  (mail) =>
    html`<tr><td>${mail.to}</td><td><a href="/local/mail/${mail.id}">${mail.subject}</a></td><td>${mail.at}</td></tr>`,
)}
</table>`
}</html>`;

const oneMail = (mail: KeptMail) => html`<!doctype html><html lang="en"><title>${mail.subject}</title>${STYLE}
<p><a href="/local/mail">All mail</a></p><h1>${mail.subject}</h1>
<p>From ${mail.from} to ${mail.to}, ${mail.at}</p>
${raw(mail.html.replace(/^[\s\S]*<main[^>]*>|<\/main>[\s\S]*$/g, ""))}
<h2>As text</h2><pre>${mail.text}</pre></html>`;

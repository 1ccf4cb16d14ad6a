import { html } from "hono/html";
import type { MailKind } from "./mail.ts";

interface Words {
  readonly subject: string;
  readonly says: readonly string[];
  /** A page of the app that the message leads to. */
  readonly leads?: { readonly label: string; readonly path: string };
}

export interface MailFacts {
  readonly name: string;
  readonly appUrl: string;
  /** The one-time token, where the mail brings one. */
  readonly token?: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
}

/** What is said, by kind: in English for now. `facts` are what the mail was written with. */
const WORDS: Readonly<Record<MailKind, (facts: Readonly<Record<string, string>>) => Words>> = {
  verification: () => ({
    subject: "Confirm your e-mail address",
    says: [
      "Welcome to Lyo. Confirm that this address is yours, so that you can get back in if you forget your password.",
      "The link works once, for a day. If you did not make an account, ignore this message.",
    ],
    leads: { label: "Confirm my address", path: "/verify-email" },
  }),
  "password-reset": () => ({
    subject: "Choose a new password",
    says: [
      "Somebody, we hope you, asked to reset the password of your Lyo account.",
      "The link works once, for an hour. If it was not you, ignore this message: your password stays as it is.",
    ],
    leads: { label: "Choose a new password", path: "/reset-password" },
  }),
  "password-changed": () => ({
    subject: "Your password was changed",
    says: [
      "The password of your Lyo account was changed, and you were signed out everywhere else.",
      "If it was not you, reset your password now: that signs everybody out.",
    ],
    leads: { label: "It was not me", path: "/forgot-password" },
  }),
  "new-sign-in": ({ device = "", at = "", address = "" }) => ({
    subject: "A new sign-in to your account",
    says: [
      `Your account was signed in to${device ? ` on ${device}` : ""} at ${spoken(at)}, from the address ${address}.`,
      "If it was you, there is nothing to do. If not, change your password and look through your sessions.",
    ],
    leads: { label: "See my sessions", path: "/settings/sessions" },
  }),
  "session-stolen": ({ device = "", at = "" }) => ({
    subject: "We ended one of your sessions",
    says: [
      `At ${spoken(at)} a sign-in${device ? ` of ${device}` : ""} that had been used before was used again, so somebody may have copied it. We ended that session.`,
      "Sign in again on your device. If this happens more than once, change your password.",
    ],
    leads: { label: "See my sessions", path: "/settings/sessions" },
  }),
  "email-change": () => ({
    subject: "Confirm your new e-mail address",
    says: [
      "You asked to use this address for your Lyo account.",
      "The link works once, for a day. If you did not ask, ignore this message.",
    ],
    leads: { label: "Use this address", path: "/confirm-email-change" },
  }),
  "email-changed": () => ({
    subject: "Your e-mail address was changed",
    says: [
      "Your Lyo account now has another e-mail address, and this one is not part of it any more.",
      "If it was not you, write to support at once.",
    ],
  }),
  "second-factor-changed": ({ what = "The second factor of your account was changed" }) => ({
    subject: "How you sign in was changed",
    says: [`${what}.`, "If it was not you, change your password and look through your sessions."],
    leads: { label: "See my security settings", path: "/settings/security" },
  }),
  "data-export": ({ at = "" }) => ({
    subject: "A copy of your data was asked for",
    says: [
      `At ${spoken(at)} somebody signed in to your account asked for a copy of everything in it. It can be fetched in the app for a week.`,
      "If it was not you, change your password and look through your sessions.",
    ],
    leads: { label: "See my sessions", path: "/settings/sessions" },
  }),
  "passkey-cloned": ({ name = "", at = "", address = "" }) => ({
    subject: "We refused one of your passkeys",
    says: [
      `At ${spoken(at)} the passkey “${name}” was used in a way that suggests there is a copy of it, from the address ${address}. We did not let it in.`,
      "If you do not know why, remove that passkey from your account and add a new one.",
    ],
    leads: { label: "See my security settings", path: "/settings/security" },
  }),
  "account-deletion": () => ({
    subject: "Your account is being deleted",
    says: [
      "Your Lyo account and everything in it is being deleted, as you asked. It cannot be undone.",
      "This is the last message you get from us.",
    ],
  }),
};

const spoken = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;

/** A mail as text and as HTML; what the user wrote themselves stands in it as plain text. */
export function composeMail(
  kind: MailKind,
  about: MailFacts,
): { subject: string; text: string; html: string } {
  const { subject, says, leads } = WORDS[kind](about.facts);
  // After the `#`, a token reaches no server's log.
  const url = leads && `${about.appUrl}${leads.path}${about.token ? `#token=${about.token}` : ""}`;
  const greeting = `Hello ${about.name},`;
  const text = [greeting, ...says, ...(leads && url ? [`${leads.label}: ${url}`] : []), "Lyo"].join("\n\n");
  return {
    subject,
    text,
    html: page({ subject, greeting, says, link: leads && { label: leads.label, url } }),
  };
}

interface Page {
  readonly subject: string;
  readonly greeting: string;
  readonly says: readonly string[];
  readonly link: { readonly label: string; readonly url: string | undefined } | undefined;
}

/** One column, readable without images, in dark mode and by a screen reader. */
function page({ subject, greeting, says, link }: Page): string {
  const button =
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none";
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
</head>
<body style="margin:0 auto;padding:24px;max-width:34em;font:16px/1.5 system-ui,sans-serif">
<main role="article" aria-label="${subject}">
<h1 style="font-size:22px">${subject}</h1>
<p>${greeting}</p>
${says.map((line) => html`<p>${line}</p>`)}
${link ? html`<p><a href="${link.url}" style="${button}">${link.label}</a></p><p style="font-size:13px;word-break:break-all">${link.url}</p>` : ""}
<p>Lyo</p>
</main>
</body>
</html>`;
  return String(body);
}

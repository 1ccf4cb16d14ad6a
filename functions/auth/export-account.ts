import type { AuditEntry } from "../platform/audit/audit-entry.ts";
import { auditEntries } from "../platform/audit/audit-log.ts";
import { revealed } from "../platform/audit/audit-trail.ts";
import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import type { StoredUser } from "../users/user.ts";
import type { Credential } from "./credential.ts";
import { credentialStore } from "./credential-store.ts";
import type { Identity } from "./identity.ts";
import { identityStore } from "./identity-store.ts";
import type { Mail } from "./mail.ts";
import { mailStore } from "./mail-store.ts";
import { oneTimeTokenStore } from "./one-time-token-store.ts";
import type { OneTimeToken } from "./onetime.ts";
import { shownPasskey } from "./passkey.ts";
import { passkeyStore } from "./passkey-store.ts";
import type { Session } from "./session.ts";
import { sessionStore } from "./session-store.ts";

/**
 * What signing in knows of somebody, for the copy of their data. Each field is chosen: nothing with which somebody
 * could sign in, or forge what signs in, is among them.
 */
export function exportAccount(deps: { db: Database; tid: string }, { user }: { user: StoredUser }): Parts {
  const { db, tid } = deps;
  const theirs = { userId: user.id };
  return {
    signIn: readAll(credentialStore(db, tid).credentials, theirs, shownCredential),
    passkeys: readAll(passkeyStore(db, tid).passkeys, theirs, shownPasskey),
    identities: readAll(identityStore(db, tid), theirs, shownIdentity),
    sessions: readAll(sessionStore(db, tid).sessions, theirs, shownSession),
    mails: readAll(mailStore(db, tid), theirs, shownMail),
    mailedLinks: readAll(oneTimeTokenStore(db, tid), theirs, shownLink),
    activity: activityOf(deps, user),
  };
}

const shownCredential = ({ passwordHash, totp, recoveryCodes, createdAt, updatedAt }: Credential) => ({
  hasPassword: passwordHash !== undefined,
  secondFactorSince: totp?.confirmedAt ?? null,
  recoveryCodesLeft: recoveryCodes.length,
  ...{ createdAt, updatedAt },
});

const shownIdentity = ({ provider, createdAt }: Identity) => ({ provider, createdAt });

const shownSession = ({ id, device, address, createdAt, rotatedAt, endedAt, endReason }: Session) => ({
  ...{ id, device, address, createdAt, lastUsedAt: rotatedAt, endedAt, endReason },
});

const shownMail = ({ kind, to, facts, state, createdAt, updatedAt }: Mail) => ({
  ...{ kind, to, facts, state, createdAt, updatedAt },
});

const shownLink = ({ purpose, email, createdAt, expiresAt, usedAt }: OneTimeToken) => ({
  ...{ purpose, email, createdAt, expiresAt, usedAt },
});

/** What the audit log says they did, then what it says others did to them. */
async function* activityOf({ db, tid }: { db: Database; tid: string }, user: StoredUser) {
  const entries = auditEntries(db, tid);
  const show = (entry: AuditEntry) => shownAct(entry, user);
  yield* readAll(entries, { actor: user.auditId }, show);
  const done = readAll(entries, { "target.id": user.auditId }, (entry) => entry);
  for await (const entry of done) if (entry.actor !== user.auditId) yield show(entry);
}

/** Somebody else's name in the log, and where they were, is theirs and stays out. */
function shownAct({ at, action, outcome, ...entry }: AuditEntry, { auditId, auditKey }: StoredUser) {
  const isMine = entry.keyOf === auditId;
  const clear = (text: string | undefined) =>
    isMine && text !== undefined ? readable(auditKey, text) : undefined;
  const onOneself = entry.target === undefined || entry.target.id === auditId;
  return {
    ...{ at, action, outcome },
    byYou: entry.actor === auditId,
    ...(!onOneself && entry.target?.type !== "user" && { target: entry.target }),
    ...{ address: clear(entry.address), userAgent: clear(entry.userAgent) },
  };
}

/** What was tampered with cannot be read any more; the rest of the copy can. */
function readable(key: string, ciphertext: string): string | undefined {
  try {
    return revealed(key, ciphertext);
  } catch {
    return undefined;
  }
}

import type { Database } from "../platform/firestore/database.ts";
import type { Unit } from "../platform/firestore/transact.ts";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import type { Mail, MailJob } from "./mail.ts";
import { mailStore } from "./mail-store.ts";

export type NewMail = Pick<Mail, "id" | "userId" | "kind" | "to" | "tokenId"> & {
  readonly facts?: Mail["facts"];
};

/** Mails for whoever has something to tell a user. */
export interface MailWriter {
  /** Part of the transaction of what the mail tells of; it is sent once that is committed. */
  add(unit: Unit, mail: NewMail, now: Date): void;
}

/** Kept to answer "did it arrive?". */
const KEPT_SECONDS = 30 * 24 * 3600;

export function mailWriter(db: Database, tid: string): MailWriter {
  const mails = mailStore(db, tid);
  return {
    add: ({ tx, enqueue }, { facts = {}, ...mail }, now) => {
      const at = timestamp(now);
      const expireAt = plusSeconds(now, KEPT_SECONDS);
      const pending = { state: "pending", attempts: 0, createdAt: at, updatedAt: at, expireAt } as const;
      mails.create(tx, mail.id, { ...mail, facts, ...pending });
      const payload: MailJob = { tid, mailId: mail.id };
      enqueue({ queue: "mail", area: "auth", name: "send-mail", payload, dedupeKey: mail.id });
    },
  };
}

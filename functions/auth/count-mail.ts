import { hash } from "node:crypto";
import type { SharedCounts } from "../platform/firestore/shared-counts.ts";
import type { Clock } from "../shared/clock.ts";

const MAILS_AN_HOUR = 3;
const HOUR = 3600;

/** Counts a mail that somebody asked for. @returns the seconds to wait; 0 when it may be sent. */
export async function countMail(
  deps: { tid: string; counts: SharedCounts; clock: Clock },
  input: { purpose: string; subject: string },
): Promise<number> {
  const seconds = deps.clock().getTime() / 1000;
  const hour = Math.floor(seconds / HOUR);
  const id = hash("sha256", JSON.stringify(["mail", input.purpose, input.subject, hour]), "base64url");
  const expireAt = new Date((hour + 2) * HOUR * 1000);
  const count = await deps.counts.add(deps.tid, id, { by: 1, expireAt });
  return count <= MAILS_AN_HOUR ? 0 : Math.max(1, Math.ceil((hour + 1) * HOUR - seconds));
}

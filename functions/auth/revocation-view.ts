import type { Machinery, Revocation } from "../platform/firestore/machinery.ts";
import { within } from "../platform/within.ts";
import { type Clock, plusSeconds } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { REVOCATION_SECONDS, revocationStore } from "./revocation-store.ts";

export interface RevocationView {
  /**
   * What voided a token that was made of a version of its user: its session is over, or what it says of its user is.
   * The answer knows everything that was revoked more than 5 s ago, or more than 15 s ago while the database does
   * not answer.
   * @throws {Problem} `feature-unavailable` when even that cannot be promised.
   */
  revokedBy(token: {
    tid: string;
    sid: string;
    uid: string;
    userVersion: number;
  }): Promise<Revocation["kind"] | undefined>;
}

const FRESH_MS = 5000;
const USABLE_MS = 15_000;
/** A query that takes longer is given up, so that requests do not hang with the database. */
const QUERY_WITHIN_MS = 3000;
/** The first connects, too, on an instance that is still starting; without it there is nothing to answer from. */
const FIRST_QUERY_WITHIN_MS = 10_000;
/** Commits become visible in the order of their time-stamps give or take this. */
const OVERLAP_SECONDS = 10;

/** This instance's view of the revocations, read on the request path: between requests it gets no CPU. */
export function revocationView(deps: {
  machinery: Pick<Machinery, "revocations">;
  clock: Clock;
}): RevocationView {
  const { clock } = deps;
  const store = revocationStore(deps.machinery);
  const entries = new Map<string, Revocation>();
  let readUpTo: Date | undefined;
  /** When the last answer was asked for. */
  let asOf = Number.NEGATIVE_INFINITY;
  let flight: Promise<void> | undefined;

  const fetchNewer = async () => {
    const asked = clock();
    const from = plusSeconds(readUpTo ?? plusSeconds(asked, -REVOCATION_SECONDS), -OVERLAP_SECONDS);
    const { entries: newer, readAt } = await within(
      readUpTo ? QUERY_WITHIN_MS : FIRST_QUERY_WITHIN_MS,
      store.since(from),
    );
    for (const entry of newer) keepLatest(entries, entry);
    for (const [key, { expireAt }] of entries) if (expireAt <= asked) entries.delete(key);
    readUpTo = readAt;
    asOf = asked.getTime();
  };

  const refresh = (): Promise<void> => {
    flight ??= fetchNewer().finally(() => {
      flight = undefined;
    });
    return flight;
  };

  return {
    revokedBy: async ({ tid, sid, uid, userVersion }) => {
      const age = () => clock().getTime() - asOf;
      if (age() > FRESH_MS) {
        await refresh().catch((cause: unknown) => {
          if (age() <= USABLE_MS) return;
          throw new Problem("feature-unavailable", "Whether you are still signed in cannot be told now.", {
            cause,
          });
        });
      }
      // A session does not come back: whenever one of its tokens was issued, it is void.
      if (entries.has(keyOf(tid, "session", sid))) return "session";
      const user = entries.get(keyOf(tid, "user", uid));
      // No clock tells what was read before a change: versions do.
      return user && userVersion < versionOf(user) ? "user" : undefined;
    },
  };
}

const keyOf = (tid: string, kind: Revocation["kind"], subject: string): string => `${tid} ${kind} ${subject}`;

const versionOf = ({ userVersion = 0 }: Revocation): number => userVersion;

function keepLatest(entries: Map<string, Revocation>, entry: Revocation): void {
  const key = keyOf(entry.tid, entry.kind, entry.subject);
  const known = entries.get(key);
  if (known === undefined || versionOf(known) < versionOf(entry)) entries.set(key, entry);
}

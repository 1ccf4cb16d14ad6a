import { FieldValue, type Timestamp, type Transaction } from "@google-cloud/firestore";
import type { Machinery, Revocation } from "../platform/firestore/machinery.ts";
import { plusSeconds } from "../shared/clock.ts";
import { ACCESS_SECONDS, SKEW_SECONDS } from "./access-token.ts";

/** How long an entry is kept: as long as the tokens it voids live, also one whose issuing was already under way. */
export const REVOCATION_SECONDS = ACCESS_SECONDS + SKEW_SECONDS + 120;

type NewRevocation = Pick<Revocation, "id" | "tid" | "subject"> &
  ({ readonly kind: "session" } | { readonly kind: "user"; readonly userVersion: number });

export interface RevocationStore {
  /** Voids a session's access tokens, or those that were made of a user before the version that is written with it. */
  add(tx: Transaction, entry: NewRevocation, now: Date): void;
  /** Entries written after the given time, and the time up to which the answer is complete. */
  since(after: Date): Promise<{ entries: Revocation[]; readAt: Date }>;
}

export const revocationStore = ({ revocations }: Pick<Machinery, "revocations">): RevocationStore => ({
  add: (tx, entry, now) => {
    // Readers ask for what is newer by the server's clock, which only a field transform gives: no typed write.
    tx.create(revocations.ref(entry.id), {
      ...entry,
      createdAt: FieldValue.serverTimestamp(),
      expireAt: plusSeconds(now, REVOCATION_SECONDS),
    });
  },
  since: async (after) => {
    const snapshot = await revocations.query((all) =>
      all.where("createdAt", ">", after).orderBy("createdAt"),
    );
    const entries = snapshot.docs
      .map((found) => revocations.parse(found))
      .filter((entry) => entry !== undefined);
    const readTime: Timestamp = snapshot.readTime;
    return { entries, readAt: readTime.toDate() };
  },
});

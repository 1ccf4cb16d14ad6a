import type { Firestore, Transaction } from "@google-cloud/firestore";
import { backOff, isTaken } from "../platform/firestore/contention.ts";
import { documents } from "../platform/firestore/documents.ts";
import { Guesses } from "./guesses.ts";

export interface GuessStore {
  get(key: string): Promise<Guesses | undefined>;
  /**
   * Writes what `next` makes of the present guesses, one writer after the other. `next` may run again, and by
   * throwing leaves everything as it is.
   */
  change(key: string, next: (present: Guesses | undefined) => Guesses): Promise<void>;
  /** Part of the transaction of a guess that was right. */
  forget(tx: Transaction, key: string): void;
}

export function guessStore(db: Firestore, tenantId: string): GuessStore {
  const guesses = documents(db, `tenants/${tenantId}/guesses`, Guesses);
  return {
    get: (key) => guesses.get(key),
    change: async (key, next) => {
      for (let attempt = 0; ; attempt++)
        try {
          // Most sign-ins follow no failure: one write, no read.
          await guesses.ref(key).create(Guesses.parse(next(undefined)));
          return;
        } catch (error) {
          if (!isTaken(error)) throw error;
          if (await guesses.change(key, next)) return;
          await backOff(attempt);
        }
    },
    forget: (tx, key) => guesses.remove(tx, key),
  };
}

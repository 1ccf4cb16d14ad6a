import type { Firestore, Timestamp, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { OneTimeToken } from "./onetime.ts";

/** A token as it was read, and when it was last written. */
export interface ReadOneTimeToken {
  readonly token: OneTimeToken;
  readonly updateTime: Timestamp;
}

export interface OneTimeTokenStore extends Documents<OneTimeToken> {
  read(id: string): Promise<ReadOneTimeToken | undefined>;
  /** Marks it used; the commit fails as stale when somebody used it, or a newer one took its place. */
  use(tx: Transaction, read: ReadOneTimeToken, usedAt: string): void;
}

export function oneTimeTokenStore(db: Firestore, tenantId: string): OneTimeTokenStore {
  const tokens = documents(db, `tenants/${tenantId}/oneTimeTokens`, OneTimeToken);
  return {
    ...tokens,
    read: async (id) => {
      const snapshot = await tokens.ref(id).get();
      const token = tokens.parse(snapshot);
      return token && snapshot.updateTime ? { token, updateTime: snapshot.updateTime } : undefined;
    },
    use: (tx, { token, updateTime }, usedAt) => {
      tx.update(tokens.ref(token.id), { usedAt }, { lastUpdateTime: updateTime });
    },
  };
}

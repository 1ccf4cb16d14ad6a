import type { Database, Transaction } from "../platform/firestore/database.ts";
import type { StoredUser } from "./user.ts";
import { userStore } from "./user-store.ts";

/** Users for the areas that make or admit them. */
export interface UserWriter {
  /** Reads one, inside `tx` when given. */
  find(userId: string, tx?: Transaction): Promise<StoredUser | undefined>;
  /** Takes part in the transaction that registers the user. */
  create(tx: Transaction, user: StoredUser): void;
  /** Replaces what was read in the same transaction. */
  set(tx: Transaction, user: StoredUser): void;
}

export function userWriter(db: Database, tenantId: string): UserWriter {
  const users = userStore(db, tenantId);
  return {
    find: (userId, tx) => users.get(userId, tx),
    create: (tx, user) => users.create(tx, user.id, user),
    set: (tx, user) => users.set(tx, user.id, user),
  };
}

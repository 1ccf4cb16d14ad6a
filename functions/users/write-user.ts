import type { Database, Timestamp, Transaction } from "../platform/firestore/database.ts";
import type { Readable } from "../platform/firestore/documents.ts";
import { type StoredUser, withFields } from "./user.ts";
import { userStore } from "./user-store.ts";

/** A user as they were read, and when they were last written. */
export interface ReadUser {
  readonly user: StoredUser;
  readonly updateTime: Timestamp;
}

/** Users for the areas that make, admit and change them. */
export interface UserWriter {
  find(userId: string): Promise<StoredUser | undefined>;
  read(userId: string): Promise<ReadUser | undefined>;
  /** The user, for whoever reads something of their own together with them. */
  readable(userId: string): Readable<ReadUser>;
  /** Takes part in the transaction that registers the user. */
  create(tx: Transaction, user: StoredUser): void;
  /** Writes some fields and the next version; the commit fails as stale when the user was written since. */
  update(tx: Transaction, read: ReadUser, change: { fields: Partial<StoredUser>; now: Date }): void;
}

/** Who is deleting their account is gone already for whoever asks. */
const present = (user: StoredUser | undefined): StoredUser | undefined =>
  user?.status === "deleting" ? undefined : user;

export function userWriter(db: Database, tenantId: string): UserWriter {
  const users = userStore(db, tenantId);
  const from: Readable<ReadUser>["from"] = (snapshot) => {
    const user = present(users.parse(snapshot));
    return user && snapshot.updateTime ? { user, updateTime: snapshot.updateTime } : undefined;
  };
  return {
    find: async (userId) => present(await users.get(userId)),
    read: async (userId) => from(await users.ref(userId).get()),
    readable: (userId) => ({ ref: users.ref(userId), from }),
    create: (tx, user) => users.create(tx, user.id, user),
    update: (tx, { user, updateTime }, { fields, now }) => {
      const { searchTerms, version, updatedAt } = withFields(user, fields, now);
      const written = { ...fields, searchTerms, version, updatedAt };
      tx.update(users.ref(user.id), written, { lastUpdateTime: updateTime });
    },
  };
}

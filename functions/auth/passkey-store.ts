import type { Firestore, Timestamp, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { plusSeconds } from "../shared/clock.ts";
import { type Challenge, UsedChallenge } from "./challenge.ts";
import { PASSKEYS_AT_MOST, StoredPasskey } from "./passkey.ts";

/** A passkey as it was read, and when it was last written. */
export interface ReadPasskey {
  readonly passkey: StoredPasskey;
  readonly updateTime: Timestamp;
}

export interface PasskeyStore {
  readonly passkeys: Documents<StoredPasskey>;
  read(id: string): Promise<ReadPasskey | undefined>;
  ofUser(userId: string): Promise<StoredPasskey[]>;
  /** Writes some fields; the commit fails as stale when the passkey was written since it was read. */
  update(tx: Transaction, read: ReadPasskey, fields: Partial<StoredPasskey>): void;
  isUsed(challenge: Challenge): Promise<boolean>;
  /** The commit fails as taken when the challenge was answered before. */
  use(tx: Transaction, challenge: Challenge): void;
}

/** Instances' clocks differ, and what one has forgotten another must refuse already. */
const MARGIN_SECONDS = 600;

export function passkeyStore(db: Firestore, tenantId: string): PasskeyStore {
  const passkeys = documents(db, `tenants/${tenantId}/passkeys`, StoredPasskey);
  const usedChallenges = documents(db, `tenants/${tenantId}/usedChallenges`, UsedChallenge);
  return {
    passkeys,
    read: async (id) => {
      const snapshot = await passkeys.ref(id).get();
      const passkey = passkeys.parse(snapshot);
      return passkey && snapshot.updateTime ? { passkey, updateTime: snapshot.updateTime } : undefined;
    },
    ofUser: (userId) => passkeys.find((all) => all.where("userId", "==", userId).limit(PASSKEYS_AT_MOST)),
    update: (tx, { passkey, updateTime }, fields) =>
      void tx.update(passkeys.ref(passkey.id), fields, { lastUpdateTime: updateTime }),
    isUsed: async (challenge) => (await usedChallenges.get(idOf(challenge))) !== undefined,
    use: (tx, challenge) => {
      const { purpose, expiresAt } = challenge;
      usedChallenges.create(tx, idOf(challenge), {
        purpose,
        expireAt: plusSeconds(expiresAt, MARGIN_SECONDS),
      });
    },
  };
}

/** In hex: base64url may begin and end with two underscores, which Firestore keeps for itself. */
const idOf = ({ value }: Challenge): string => Buffer.from(value, "base64url").toString("hex");

import type { Database } from "../platform/firestore/database.ts";
import { identityStore } from "./identity-store.ts";
import { mailStore } from "./mail-store.ts";
import { sessionStore } from "./session-store.ts";

/** What an erasure has to know of an account before it is gone. */
export function readRemains(db: Database, tid: string) {
  const mails = mailStore(db, tid);
  const identities = identityStore(db, tid);
  const { sessions } = sessionStore(db, tid);
  return {
    /** Whether the mail that says good-bye is still to be sent. */
    isMailing: async (userId: string): Promise<boolean> => {
      const found = await mails.find((all) => all.where("userId", "==", userId));
      return found.some(
        ({ kind, state }) => kind === "account-deletion" && (state === "pending" || state === "attempted"),
      );
    },
    firebaseUidsOf: async (userId: string): Promise<string[]> => {
      const linked = await identities.find((all) => all.where("userId", "==", userId));
      return [userId, ...linked.map(({ firebaseUid }) => firebaseUid)];
    },
    /** The devices that the account was signed in on. */
    devicesOf: async (userId: string): Promise<string[]> => {
      const found = await sessions.find((all) => all.where("userId", "==", userId));
      return [...new Set(found.flatMap(({ device }) => (device ? [device.id] : [])))];
    },
  };
}

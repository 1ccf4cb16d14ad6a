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
      const { docs } = await mails.query((all) => all.where("userId", "==", userId));
      return docs.some(
        (mail) =>
          mail.get("kind") === "account-deletion" && ["pending", "attempted"].includes(mail.get("state")),
      );
    },
    firebaseUidsOf: async (userId: string): Promise<string[]> => {
      // Read as they are: a document that is not right must not keep the others from being erased.
      const { docs } = await identities.query((all) => all.where("userId", "==", userId));
      return [userId, ...strings(docs.map((linked) => linked.get("firebaseUid")))];
    },
    /** The devices that the account was signed in on. */
    devicesOf: async (userId: string): Promise<string[]> => {
      const { docs } = await sessions.query((all) => all.where("userId", "==", userId));
      return [...new Set(strings(docs.map((session) => session.get("device.id"))))];
    },
  };
}

const strings = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === "string");

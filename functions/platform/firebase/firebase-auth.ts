import type { Auth } from "firebase-admin/auth";
import type { Config } from "../config.ts";

/** What clients need to sign in to the Firebase SDK, for listening only. */
export interface FirebaseAuth {
  /** A token that the Firebase SDK exchanges for a sign-in, within an hour. */
  customToken(uid: string, claims: Readonly<Record<string, string>>): Promise<string>;
  /** Ends every Firebase sign-in of the user; a user who never signed in there has none. */
  revoke(uid: string): Promise<void>;
  /** Removes the user; @returns how many there were: one, or none who never signed in there. */
  remove(uid: string): Promise<number>;
}

/** Firebase Auth; the SDK is loaded at the first use and finds its emulator by FIREBASE_AUTH_EMULATOR_HOST. */
export function firebaseAuth(config: Pick<Config, "projectId">): FirebaseAuth {
  let auth: Promise<Auth> | undefined;
  const connect = async (): Promise<Auth> => {
    const { getApps, initializeApp } = await import("firebase-admin/app");
    const { getAuth } = await import("firebase-admin/auth");
    // Apps are known by name in the whole process; another instance of ours may have made it.
    const known = getApps().find(({ name }) => name === config.projectId);
    return getAuth(known ?? initializeApp({ projectId: config.projectId }, config.projectId));
  };
  const connected = (): Promise<Auth> => {
    auth ??= connect();
    return auth;
  };
  return {
    customToken: async (uid, claims) => (await connected()).createCustomToken(uid, claims),
    revoke: async (uid) => {
      await (await connected()).revokeRefreshTokens(uid).catch((error: unknown) => {
        if (!isUnknownUser(error)) throw error;
      });
    },
    remove: async (uid) => {
      try {
        await (await connected()).deleteUser(uid);
        return 1;
      } catch (error) {
        if (isUnknownUser(error)) return 0;
        throw error;
      }
    },
  };
}

const isUnknownUser = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "auth/user-not-found";

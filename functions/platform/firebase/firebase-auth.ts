import type { Auth } from "firebase-admin/auth";
import { Problem } from "../../shared/problem.ts";
import type { Config } from "../config.ts";

/** Sign-ins to the Firebase SDK: our own, for listening only, and those with Google and Apple. */
export interface FirebaseAuth {
  /** A token that the Firebase SDK exchanges for a sign-in, within an hour. */
  customToken(uid: string, claims: Readonly<Record<string, string | readonly string[]>>): Promise<string>;
  /** Ends every Firebase sign-in of the user; a user who never signed in there has none. */
  revoke(uid: string): Promise<void>;
  /** Removes the user; @returns how many there were: one, or none who never signed in there. */
  remove(uid: string): Promise<number>;
  /**
   * The claims of an ID token of this project, unless it is forged or has expired, or its user is disabled, deleted
   * or signed out everywhere.
   * @throws {Problem} `feature-unavailable` while that cannot be told.
   */
  verify(idToken: string): Promise<unknown>;
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
        if (codeOf(error) !== UNKNOWN_USER) throw error;
      });
    },
    remove: async (uid) => {
      try {
        await (await connected()).deleteUser(uid);
        return 1;
      } catch (error) {
        if (codeOf(error) === UNKNOWN_USER) return 0;
        throw error;
      }
    },
    verify: async (idToken) =>
      (await connected()).verifyIdToken(idToken, true).catch((error: unknown) => {
        if (isRefusal(error)) return undefined;
        throw new Problem("feature-unavailable", "Firebase cannot be asked now. Try again.", {
          cause: error,
          retryAfterSeconds: 5,
        });
      }),
  };
}

const UNKNOWN_USER = "auth/user-not-found";
const BAD_TOKEN = "auth/argument-error";
const REFUSALS = [
  UNKNOWN_USER,
  BAD_TOKEN,
  "auth/id-token-expired",
  "auth/id-token-revoked",
  "auth/user-disabled",
];

/** The SDK calls it a bad token, too, when it cannot fetch the keys that would tell. */
const isRefusal = (error: unknown): boolean =>
  REFUSALS.includes(codeOf(error)) && !(error instanceof Error && /\bfetching\b/.test(error.message));

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

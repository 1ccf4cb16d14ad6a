import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Caller } from "../shared/caller.ts";
import { sessionEnded } from "./session-ended.ts";
import type { SessionStore } from "./session-store.ts";

/** Firebase's own limit for custom tokens. */
const EXPIRES_IN_SECONDS = 3600;

/**
 * A custom token for the caller's listeners. It names tenant, session and roles and carries no right by itself: the
 * security rules ask for the session's grant, and for no role, which would outlive its change by an hour.
 * @throws {Problem} `session-ended` once the grant is gone.
 */
export async function createFirebaseToken(
  deps: { firebase: Pick<FirebaseAuth, "customToken">; store: SessionStore },
  input: { caller: Caller },
): Promise<{ firebaseToken: string; expiresIn: number }> {
  const { userId, sessionId: sid, tenantId: tid, roles } = input.caller;
  if (!(await deps.store.grants.get(sid))) {
    const session = await deps.store.sessions.get(sid);
    throw sessionEnded(session?.endReason ?? "revocation");
  }
  return {
    firebaseToken: await deps.firebase.customToken(userId, { tid, sid, roles }),
    expiresIn: EXPIRES_IN_SECONDS,
  };
}

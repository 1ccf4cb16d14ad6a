import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Log } from "../platform/telemetry/log.ts";

export interface EndListenersDeps {
  readonly firebase: Pick<FirebaseAuth, "revoke">;
  readonly log: Log;
}

/**
 * Ends a user's Firebase sign-ins. Without its grant a listener sees nothing more, so this is a second line: when
 * Firebase does not answer, that is logged and nothing fails. The user's other devices get a new custom token.
 */
export async function endListeners(deps: EndListenersDeps, input: { userId: string }): Promise<void> {
  await deps.firebase.revoke(input.userId).catch((error: unknown) => {
    deps.log.warn({ err: error }, "a user's Firebase sign-ins could not be ended");
  });
}

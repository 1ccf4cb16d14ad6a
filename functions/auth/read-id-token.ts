import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { Email } from "./email.ts";
import { IdTokenClaims, identityId, PROVIDER_NAMES, type Provider, subjectOf } from "./identity.ts";
import { isFresh } from "./require-fresh.ts";

export interface ReadIdTokenDeps {
  readonly firebase: Pick<FirebaseAuth, "verify">;
  readonly clock: Clock;
}

/** Whom a provider says somebody is. */
export interface ProvedIdentity {
  readonly identityId: string;
  readonly provider: Provider;
  readonly firebaseUid: string;
  /** Verified by the provider. */
  readonly email: Email;
  readonly name: string | undefined;
}

/**
 * Takes Google's or Apple's word, by a Firebase ID token of a sign-in at most five minutes ago. No other kind of
 * token is taken: those of listeners, which our own custom tokens begin, would become whole sessions.
 * @throws {Problem} `invalid-credentials`; `email-not-verified`; `fresh-authentication-required`;
 * `feature-unavailable` while Firebase cannot be asked.
 */
export async function readIdToken(deps: ReadIdTokenDeps, idToken: string): Promise<ProvedIdentity> {
  const { success, data: claims } = IdTokenClaims.safeParse(await deps.firebase.verify(idToken));
  const subject = success ? subjectOf(claims) : undefined;
  if (!success || subject === undefined) throw notAccepted();
  const { sub: firebaseUid, email, name, firebase } = claims;
  const provider = firebase.sign_in_provider;
  if (!claims.email_verified)
    throw new Problem("email-not-verified", `${PROVIDER_NAMES[provider]} has not verified your address.`);
  if (!isFresh(deps, { authTime: claims.auth_time }))
    throw new Problem(
      "fresh-authentication-required",
      `Sign in with ${PROVIDER_NAMES[provider]} once more: the token is of a sign-in too long ago.`,
    );
  return { identityId: identityId(provider, subject), provider, firebaseUid, email, name };
}

/** Alike whatever the reason: a forger learns nothing. */
export const notAccepted = (): Problem =>
  new Problem("invalid-credentials", "This is no valid ID token of a sign-in with Google or Apple.", {
    errors: [{ pointer: "#/idToken", detail: "is not accepted" }],
  });

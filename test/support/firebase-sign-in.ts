import { randomUUID } from "node:crypto";
import { decodeJwt, UnsecuredJWT } from "jose";
import { inject } from "vitest";

/** What the emulator answers a sign-in with. */
export interface FirebaseSignIn {
  readonly idToken: string;
  readonly localId: string;
}

interface ProviderAccount {
  readonly sub: string;
  readonly email: string;
  readonly name?: string;
  readonly email_verified?: boolean;
}

/** Calls the Auth emulator as the Firebase SDK calls Firebase. */
export async function firebase(path: string, body: object): Promise<FirebaseSignIn> {
  const host = inject("stack").env["FIREBASE_AUTH_EMULATOR_HOST"];
  const response = await fetch(`http://${host}/identitytoolkit.googleapis.com/v1/${path}?key=demo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ returnSecureToken: true, ...body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the Auth emulator answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** An account with Google that nobody has used here yet. */
export const aProviderAccount = (more: Partial<ProviderAccount> = {}): ProviderAccount => ({
  sub: randomUUID(),
  email: `${randomUUID()}@example.com`,
  name: "Ada Lovelace",
  email_verified: true,
  ...more,
});

/** Signs in to Firebase with an account of a provider; the emulator takes its claims for the provider's token. */
export const signInToFirebase = (
  account: ProviderAccount,
  providerId = "google.com",
): Promise<FirebaseSignIn> =>
  firebase("accounts:signInWithIdp", {
    postBody: new URLSearchParams({ id_token: JSON.stringify(account), providerId }).toString(),
    requestUri: "http://localhost",
    returnIdpCredential: true,
  });

/** A token with other claims; the emulator's tokens are not signed. */
export const altered = (idToken: string, claims: object): string =>
  new UnsecuredJWT({ ...decodeJwt(idToken), ...claims }).encode();

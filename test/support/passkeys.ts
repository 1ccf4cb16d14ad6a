import type { Answer, AuthHarness } from "./auth-harness.ts";
import {
  type Departure,
  type SoftwareAuthenticator,
  softwareAuthenticator,
} from "./software-authenticator.ts";

type Caller = Pick<AuthHarness, "call">;

const POST = (auth: Caller, path: string, bearer?: string, body?: object): Promise<Answer> =>
  auth.call("POST", `/v1/auth/passkeys${path}`, { ...(bearer && { bearer }), ...(body && { body }) });

export const registerOptions = (auth: Caller, bearer: string) => POST(auth, "/register-options", bearer);
export const loginOptions = (auth: Caller) => POST(auth, "/login-options");
export const add = (auth: Caller, bearer: string, body: object) => POST(auth, "", bearer, body);
export const login = (auth: Caller, body: object) => POST(auth, "/login", undefined, body);

/** Asks for options, makes a passkey and adds it. */
export async function register(
  auth: Caller,
  bearer: string,
  authenticator: SoftwareAuthenticator,
  more: { departure?: Departure; name?: string } = {},
): Promise<Answer> {
  const { challengeId, options } = (await registerOptions(auth, bearer)).body;
  const { departure, ...fields } = more;
  return add(auth, bearer, { challengeId, response: authenticator.make(options, departure), ...fields });
}

/** An authenticator with a passkey of the given user. */
export async function aPasskey(auth: Caller, bearer: string, how: { counts?: boolean } = {}) {
  const authenticator = softwareAuthenticator(how);
  const { status, body } = await register(auth, bearer, authenticator);
  if (status !== 201) throw new Error(`adding was answered ${status}: ${JSON.stringify(body)}`);
  return { authenticator, passkeyId: String(body.id) };
}

/** An answer to a new challenge, ready to be sent. */
export async function anAssertion(auth: Caller, authenticator: SoftwareAuthenticator, departure?: Departure) {
  const { challengeId, options } = (await loginOptions(auth)).body;
  return { challengeId, response: authenticator.sign(options, departure) };
}

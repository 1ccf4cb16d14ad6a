import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { UserWriter } from "../users/write-user.ts";
import { checkSecondFactor, type SecondFactor } from "./check-second-factor.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { notAccepted, type ReadIdTokenDeps, readIdToken } from "./read-id-token.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type RenewSessionDeps, renewSession } from "./renew-session.ts";
import type { Tokens } from "./tokens.ts";
import { callerSubject, type TryPasswordDeps, tryPassword } from "./try-password.ts";

interface ConfirmIdentityDeps extends RenewSessionDeps, TryPasswordDeps, ReadIdTokenDeps {
  readonly tid: string;
  readonly transact: Transact;
  readonly users: Pick<UserWriter, "find">;
  readonly accounts: CredentialStore;
  readonly passwords: PasswordHasher;
}

/** One of the two. */
interface Proof {
  readonly password?: string | undefined;
  readonly idToken?: string | undefined;
}

/**
 * Proves once more who the caller is, by their password or by the provider that signs them in: tokens of the same
 * session whose `auth_time` is now. The session's refresh token stays the one it was.
 * @throws {Problem} `invalid-credentials`; `mfa-required`; `account-locked`; `account-suspended`; `session-ended`
 * with its `reason`; for an ID token, as `readIdToken`.
 */
export async function confirmIdentity(
  deps: ConfirmIdentityDeps,
  input: { caller: Caller; origin: Origin } & Proof & SecondFactor,
): Promise<Tokens> {
  const { userId } = input.caller;
  const isRight = await checkProof(deps, input);
  const useFactor = await checkSecondFactor(deps, input);
  const user = await deps.users.find(userId);
  const at = { subject: callerSubject(userId), address: input.origin.address };
  const right = await tryPassword(deps, at, async () => {
    const credential = await deps.accounts.credentials.get(userId);
    if (!(await isRight(credential)) || !credential || !user) throw wrong(input);
    useFactor(credential);
    return user;
  });
  refuseSuspended(right.value);
  await untilFresh(async () => {
    const present = await deps.accounts.read(userId);
    const used = present && useFactor(present.credential);
    await deps.transact(async ({ tx }) => {
      if (present && used && Object.keys(used).length > 0) deps.accounts.update(tx, present, used);
      right.forget(tx);
    });
  });
  return renewSession(deps, { caller: input.caller, user: right.value });
}

/** Looks at the proof as far as that goes without the credential. */
async function checkProof(
  deps: ConfirmIdentityDeps,
  { password = "", idToken }: Proof,
): Promise<(credential: Credential | undefined) => Promise<boolean>> {
  if (idToken === undefined)
    return (credential) => deps.passwords.matches(password, credential?.passwordHash);
  const { provider, identityId } = await readIdToken(deps, idToken);
  return async (credential) => credential?.identities?.[provider] === identityId;
}

const wrong = ({ idToken }: Proof): Problem =>
  idToken === undefined
    ? new Problem("invalid-credentials", "The password is wrong.", {
        errors: [{ pointer: "#/password", detail: "is wrong" }],
      })
    : notAccepted();

import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { type AdmitDeps, admitUser } from "./admit-user.ts";
import { checkSecondFactor } from "./check-second-factor.ts";
import type { Credential } from "./credential.ts";
import type { PresentedDevice } from "./device.ts";
import { type Email, emailId } from "./email.ts";
import type { SignedIn } from "./login-contract.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { isKnownDevice } from "./prove-device.ts";
import { readKey } from "./read-key.ts";
import { accountSubject, deviceSubject, type TryPasswordDeps, tryPassword } from "./try-password.ts";

interface LogInDeps extends AdmitDeps, TryPasswordDeps {
  readonly passwords: PasswordHasher;
}

interface SignIn {
  readonly email: Email;
  readonly password: string;
  readonly totpCode?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/**
 * Signs in with a password: a new session. An unknown address does the same work as a known one, so that neither
 * the answer nor the time it takes tells who has an account.
 * @throws {Problem} `invalid-credentials`; `mfa-required`; `account-locked`; `account-suspended`, told only to whoever knows the
 * password.
 */
export async function logIn(deps: LogInDeps, input: SignIn): Promise<SignedIn> {
  const { tid, accounts } = deps;
  const { password, device, origin } = input;
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), input.email);
  const useFactor = await checkSecondFactor(deps, input);
  const owner = await accounts.emailAddresses.get(addressId);
  const userId = owner?.userId ?? deps.newId();
  const credential = await accounts.credentials.get(userId);
  const isKnown = credential !== undefined && (await isKnownDevice(deps, { tid, credential, device }));
  // Whoever guesses at an account from elsewhere uses up nothing of a device that its owner has signed in with.
  const subject = isKnown && device ? deviceSubject(userId, device.id) : accountSubject(addressId);
  const right = await tryPassword(deps, { subject, address: origin.address }, async () => {
    const matches = await deps.passwords.matches(password, credential?.passwordHash);
    if (!matches || !credential) {
      // Also where there is no account: else the time it takes would tell.
      await recordRefusal(deps, { userId, origin });
      throw refused();
    }
    // A wrong code is a guess like a wrong password.
    useFactor(credential);
    return credential;
  });
  const passwordHash = await keepUpToDate(deps, right.value, password);
  return admitUser(deps, {
    userId: right.value.userId,
    device,
    origin,
    prove: (present) => {
      // The password may have been changed while this one was checked.
      if (present.passwordHash !== passwordHash) throw refused();
      return useFactor(present);
    },
    also: ({ tx }) => right.forget(tx),
  });
}

const refused = (): Problem =>
  new Problem("invalid-credentials", "The e-mail address or the password is wrong.");

async function recordRefusal(deps: LogInDeps, of: { userId: string; origin: Origin }): Promise<void> {
  const to = await deps.users.find(of.userId);
  await deps.transact(async ({ tx }) => {
    const act = { id: deps.newId(), action: "session.refused", outcome: "failure", to } as const;
    deps.audit.record(tx, { ...act, origin: of.origin }, deps.clock());
  });
}

/** Only now is the password known: a hash of less work than today's is made again. @returns the hash that stands. */
async function keepUpToDate(
  deps: Pick<LogInDeps, "accounts" | "passwords" | "clock">,
  { userId, passwordHash: before }: Credential,
  password: string,
): Promise<string | undefined> {
  if (before === undefined || !deps.passwords.isOutdated(before)) return before;
  const passwordHash = await deps.passwords.hash(password);
  const updatedAt = timestamp(deps.clock());
  const kept = await deps.accounts.credentials.change(userId, (present) =>
    // A password changed meanwhile must not come back.
    present.passwordHash === before ? { ...present, passwordHash, updatedAt } : present,
  );
  if (kept?.passwordHash === passwordHash) return passwordHash;
  // Another sign-in has made it again at the same moment, with another salt; or the password was changed.
  if (!(await deps.passwords.matches(password, kept?.passwordHash))) throw refused();
  return kept?.passwordHash;
}

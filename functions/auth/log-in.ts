import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId, TenantId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { shownUser } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import { beginSession } from "./begin-session.ts";
import type { SignedIn } from "./contract.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";
import type { PresentedDevice } from "./device.ts";
import { type Email, emailId } from "./email.ts";
import { type IssueDeps, issueTokens } from "./issue-tokens.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { proveDevice } from "./prove-device.ts";
import { readKey } from "./read-key.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import type { SessionStore } from "./session-store.ts";

interface LogInDeps extends IssueDeps {
  readonly tid: TenantId;
  readonly transact: Transact;
  readonly newId: NewId;
  readonly users: UserWriter;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly passwords: PasswordHasher;
}

/**
 * Signs in with a password: a new session. An unknown address does the same work as a known one, so that neither
 * the answer nor the time it takes tells who has an account.
 * @throws {Problem} `invalid-credentials`; `account-suspended`, told only to whoever knows the password.
 */
export async function logIn(
  deps: LogInDeps,
  input: { email: Email; password: string; device?: PresentedDevice | undefined; address: string },
): Promise<SignedIn> {
  const { tid, accounts } = deps;
  const { password, device, address } = input;
  const key = await readKey(deps.readSecret, "email-hash-key");
  const owner = await accounts.emailAddresses.get(emailId(key, input.email));
  const userId = owner?.userId ?? deps.newId();
  const [credential, user] = await Promise.all([accounts.credentials.get(userId), deps.users.find(userId)]);
  const matches = await deps.passwords.matches(password, credential?.passwordHash);
  if (!matches || !credential || !user) throw refused();
  refuseSuspended(user);
  const passwordHash = await keepUpToDate(deps, credential, password);
  const { session, write } = beginSession(deps, { userId: user.id, address, device });
  await untilFresh(async () => {
    const present = await accounts.read(userId);
    // The password may have been changed while this one was checked.
    if (!present || present.credential.passwordHash !== passwordHash) throw refused();
    await deps.transact(async ({ tx }) => {
      accounts.update(tx, present, { signIns: present.credential.signIns + 1 });
      write(tx);
    });
  });
  return {
    user: shownUser(user),
    tokens: await issueTokens(deps, { tid, session, user }),
    ...(await proveDevice(deps, { tid, credential, device })),
  };
}

const refused = (): Problem =>
  new Problem("invalid-credentials", "The e-mail address or the password is wrong.");

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

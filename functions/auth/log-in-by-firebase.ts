import { isTaken } from "../platform/firestore/contention.ts";
import type { Unit } from "../platform/firestore/transact.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { UserId } from "../shared/id.ts";
import { DisplayName, NAMELESS } from "../users/user.ts";
import { AccountMoved } from "./account-moved.ts";
import { type AdmitDeps, admitUser } from "./admit-user.ts";
import { checkSecondFactor, type SecondFactor, type UseFactor } from "./check-second-factor.ts";
import { createAccount } from "./create-account.ts";
import type { PresentedDevice } from "./device.ts";
import { emailId } from "./email.ts";
import type { FirebaseSignedIn } from "./firebase-contract.ts";
import { type LinkIdentityDeps, linkIdentity } from "./link-identity.ts";
import type { SignedIn } from "./login-contract.ts";
import { notAccepted, type ProvedIdentity, type ReadIdTokenDeps, readIdToken } from "./read-id-token.ts";
import { readKey } from "./read-key.ts";
import { type ReclaimDeps, reclaimAccount } from "./reclaim-account.ts";
import { type TryPasswordDeps, tryPassword } from "./try-password.ts";

type LogInByFirebaseDeps = AdmitDeps & ReadIdTokenDeps & ReclaimDeps & LinkIdentityDeps & TryPasswordDeps;

interface FirebaseSignIn extends SecondFactor {
  readonly idToken: string;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/** What is known of a sign-in once its token was read. */
interface Proved extends FirebaseSignIn {
  readonly identity: ProvedIdentity;
  readonly useFactor: UseFactor;
}

/** Of several calls at once, one makes or links the account and the others sign in to it. */
const ATTEMPTS = 3;

/**
 * Signs in whom Google or Apple says somebody is: to the account that is linked to theirs, else to the one with
 * their address, else to a new one.
 * @throws {Problem} as `readIdToken`; `mfa-required`; `account-locked`; `account-suspended`; `conflict` when another
 * account of the same provider signs in to the one with their address.
 */
export async function logInByFirebase(
  deps: LogInByFirebaseDeps,
  input: FirebaseSignIn,
): Promise<FirebaseSignedIn> {
  const identity = await readIdToken(deps, input.idToken);
  const proved = { ...input, identity, useFactor: await checkSecondFactor(deps, input) };
  for (let attempt = 1; ; attempt++)
    try {
      return await attemptLogIn(deps, proved);
    } catch (error) {
      if (!(isTaken(error) || error instanceof AccountMoved) || attempt === ATTEMPTS) throw error;
    }
}

async function attemptLogIn(deps: LogInByFirebaseDeps, input: Proved): Promise<FirebaseSignedIn> {
  const { identity, origin } = input;
  const linked = await deps.identities.get(identity.identityId);
  if (linked) return { ...(await admit(deps, input, linkedTo(linked.userId, identity))), created: false };
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), identity.email);
  const owner = await deps.accounts.emailAddresses.get(addressId);
  if (!owner) return { ...(await register(deps, input, addressId)), created: true };
  const { userId } = owner;
  const user = await deps.users.find(userId);
  if (!user?.emailVerified) {
    await reclaimAccount(deps, { userId, identity, origin });
    return { ...(await admit(deps, input, linkedTo(userId, identity))), created: false };
  }
  const link = linkIdentity(deps, { userId, identity, addressId, origin });
  return { ...(await admit(deps, input, link)), created: false };
}

/** Why somebody is admitted, looked at again in the commit. */
type Admission = Pick<Parameters<typeof admitUser>[1], "userId" | "prove"> & { also?: (unit: Unit) => void };

const linkedTo = (userId: UserId, { provider, identityId }: ProvedIdentity): Admission => ({
  userId,
  prove: ({ identities }) => {
    if (identities?.[provider] !== identityId) throw notAccepted();
    return {};
  },
});

/** The provider is one factor; a wrong code of the second is a guess, at which nobody else can lock them out. */
async function admit(deps: LogInByFirebaseDeps, input: Proved, admission: Admission): Promise<SignedIn> {
  const { identity, device, origin, useFactor } = input;
  const { userId } = admission;
  const at = { subject: ["identity", identity.identityId], address: origin.address };
  const credential = await deps.accounts.credentials.get(userId);
  // Without a second factor there is nothing to guess.
  const right = credential?.totp && (await tryPassword(deps, at, async () => void useFactor(credential)));
  return admitUser(deps, {
    ...{ userId, device, origin },
    prove: async (credential) => ({ ...useFactor(credential), ...(await admission.prove(credential)) }),
    also: (unit) => {
      right?.forget(unit.tx);
      admission.also?.(unit);
    },
  });
}

/** The address is verified already, and no mail has to say so. */
function register(deps: LogInByFirebaseDeps, input: Proved, addressId: string): Promise<SignedIn> {
  const { locale, timeZone, device, origin } = input;
  const { identityId: id, provider, firebaseUid, email, name } = input.identity;
  const displayName = DisplayName.safeParse(name).data ?? NAMELESS;
  return createAccount(deps, {
    who: { email, emailVerified: true, displayName, locale, timeZone },
    addressId,
    proof: { identities: { [provider]: id } },
    ...{ device, origin },
    also: ({ tx }, { userId, now }) =>
      deps.identities.create(tx, id, { id, userId, provider, firebaseUid, createdAt: timestamp(now) }),
  });
}

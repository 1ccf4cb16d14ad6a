import { isTaken } from "../platform/firestore/contention.ts";
import type { Origin } from "../shared/caller.ts";
import { type CreateAccountDeps, createAccount } from "./create-account.ts";
import type { PresentedDevice } from "./device.ts";
import { type Email, emailId } from "./email.ts";
import { emailTaken } from "./email-taken.ts";
import type { SignedIn } from "./login-contract.ts";
import { type OfferTokenDeps, offerToken } from "./offer-token.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { readKey } from "./read-key.ts";

interface RegisterDeps extends CreateAccountDeps, OfferTokenDeps {
  readonly passwords: PasswordHasher;
}

interface Registration {
  readonly email: Email;
  readonly password: string;
  readonly displayName: string;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/**
 * Makes an account with an address and a password, and signs in to it.
 * @throws {Problem} `weak-password`; `conflict` when the address has an account.
 */
export async function registerUser(deps: RegisterDeps, input: Registration): Promise<SignedIn> {
  const { email, password, displayName, locale, timeZone, device, origin } = input;
  await checkPassword(password, { email, displayName });
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), email);
  // The commit decides; this spares a hash for an address that is known to be taken.
  if (await deps.accounts.emailAddresses.get(addressId)) throw emailTaken();
  const passwordHash = await deps.passwords.hash(password);
  return createAccount(deps, {
    who: { email, displayName, locale, timeZone },
    addressId,
    proof: { passwordHash },
    device,
    origin,
    also: (unit, { userId, now }) => offerToken(deps, unit, { userId, purpose: "verification", email, now }),
  }).catch((error: unknown) => {
    throw isTaken(error) ? emailTaken() : error;
  });
}

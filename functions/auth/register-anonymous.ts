import type { Origin } from "../shared/caller.ts";
import { NAMELESS } from "../users/user.ts";
import { type CreateAccountDeps, createAccount } from "./create-account.ts";
import type { PresentedDevice } from "./device.ts";
import type { SignedIn } from "./login-contract.ts";

interface Visitor {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly device?: PresentedDevice | undefined;
  readonly origin: Origin;
}

/**
 * Makes a user without address and password, and signs in to it: its session is the only way in, until a passkey is
 * added or the user is upgraded.
 */
export function registerAnonymous(deps: CreateAccountDeps, input: Visitor): Promise<SignedIn> {
  const { locale, timeZone, device, origin } = input;
  const who = { email: null, displayName: NAMELESS, locale, timeZone };
  return createAccount(deps, { who, proof: {}, device, origin });
}

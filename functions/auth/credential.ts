import { z } from "zod";
import { timestamp } from "../shared/clock.ts";
import { UserId } from "../shared/id.ts";
import { Provider } from "./identity.ts";
import { Totp } from "./totp.ts";

/** How a user proves who they are: `credentials/{userId}`. No client ever sees it. */
export const Credential = z.strictObject({
  userId: UserId,
  /** Absent for an account that signs in some other way. */
  passwordHash: z.string().optional(),
  /** Raised when the password is reset: every device has to become known again. */
  deviceEpoch: z.int().positive(),
  /** Raised by each sign-in, so that none can slip past a change of the password: a write that changes nothing would. */
  signIns: z.int().positive(),
  totp: Totp.nullable(),
  /** Keyed hashes of the recovery codes that were not used yet. */
  recoveryCodes: z.array(z.string()),
  /** How many passkeys there are; none when absent. Written with each that comes or goes, so that none slips by. */
  passkeys: z.int().nonnegative().optional(),
  /** The account with each provider that signs in, by its document's id; written as passkeys are. */
  identities: z.partialRecord(Provider, z.string()).optional(),
  /** While the user is anonymous: found by the sweep of those who never came back. */
  anonymousSince: z.iso.datetime().nullable().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Credential = z.infer<typeof Credential>;

/** A new account's credential, which proves nothing yet. */
export function newCredential(userId: UserId, now: Date): Credential {
  const at = timestamp(now);
  const times = { createdAt: at, updatedAt: at };
  return { userId, deviceEpoch: 1, signIns: 1, totp: null, recoveryCodes: [], ...times };
}

/** Whether nothing would be left to sign in with once a passkey is gone. */
export const isLastWayIn = ({ passwordHash, passkeys = 0, identities = {} }: Credential): boolean =>
  passwordHash === undefined && passkeys <= 1 && Object.keys(identities).length === 0;

/** Whose an address is: `emailAddresses/{HMAC(address)}`, created once, so that nobody else can have it. */
export const EmailAddress = z.strictObject({ userId: UserId, createdAt: z.iso.datetime() });
export type EmailAddress = z.infer<typeof EmailAddress>;

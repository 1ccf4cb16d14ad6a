import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { UserWriter } from "../users/write-user.ts";
import { emailId } from "./email.ts";
import { oneTimeTokenId } from "./onetime.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import { checkPassword } from "./password.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { readKey } from "./read-key.ts";
import { type RedeemDeps, redeemToken, spent } from "./redeem-token.ts";
import { refuseSuspended } from "./refuse-suspended.ts";
import { type ShutOutDeps, shutOut } from "./shut-out.ts";
import { accountSubject, forgetGuesses, type TryPasswordDeps } from "./try-password.ts";
import type { MailWriter } from "./write-mail.ts";

interface ResetDeps extends RedeemDeps, ShutOutDeps, TryPasswordDeps {
  readonly users: UserWriter;
  readonly passkeys: PasskeyStore;
  readonly passwords: PasswordHasher;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

/**
 * Sets a new password for whoever reads the account's mail: everybody is signed out, no device is known any more,
 * failed guesses are forgotten, and no link that was mailed before works any more: whoever had got in may have asked
 * for another address. An address that nobody had verified may be that of somebody whose account a stranger made:
 * then the stranger's passkeys and second factor go too. One commit; the token is used up by it alone.
 * @throws {Problem} `validation-error` at `#/token`; `weak-password`, which leaves the token good;
 * `account-suspended`.
 */
export async function resetPassword(
  deps: ResetDeps,
  input: { token: string; newPassword: string; origin: Origin },
): Promise<void> {
  const redeem = async () => {
    const read = await redeemToken(deps, { token: input.token, purpose: "password-reset" });
    const found = await deps.users.read(read.token.userId);
    if (read.token.usedAt || found?.user.email !== read.token.email) throw spent();
    const strangers = found.user.emailVerified ? [] : await deps.passkeys.ofUser(found.user.id);
    return { read, found, strangers };
  };
  let token = await redeem();
  const { found } = token;
  refuseSuspended(found.user);
  await checkPassword(input.newPassword, found.user, "#/newPassword");
  const passwordHash = await deps.passwords.hash(input.newPassword);
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), found.user.email ?? "");
  const userId = found.user.id;
  await shutOut(deps, {
    userId,
    reason: "revocation",
    before: async () => {
      token = await redeem();
    },
    change: ({ deviceEpoch }) => ({
      passwordHash,
      deviceEpoch: deviceEpoch + 1,
      ...(!token.found.user.emailVerified && { totp: null, recoveryCodes: [], passkeys: 0 }),
      updatedAt: timestamp(deps.clock()),
    }),
    also: (unit, now) => {
      const { tx } = unit;
      deps.oneTimeTokens.use(tx, token.read, timestamp(now));
      for (const purpose of ["verification", "email-change"] as const)
        deps.oneTimeTokens.remove(tx, oneTimeTokenId(purpose, userId));
      for (const { id } of token.strangers) deps.passkeys.passkeys.remove(tx, id);
      // Whoever has the link reads mail at the address.
      if (!token.found.user.emailVerified)
        deps.users.update(tx, token.found, { fields: { emailVerified: true }, now });
      forgetGuesses(deps, tx, accountSubject(addressId));
      const act = { id: deps.newId(), action: "password.reset", outcome: "success" } as const;
      deps.audit.record(tx, { ...act, actor: token.found.user, origin: input.origin }, now);
      deps.mail.add(unit, { id: deps.newId(), userId, kind: "password-changed" }, now);
    },
  });
}

import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { Credential } from "./credential.ts";
import { readKey } from "./read-key.ts";
import { recoveryCodeHash } from "./recovery.ts";
import { openTotpSecret, stepOfCode } from "./totp.ts";

export interface SecondFactor {
  readonly totpCode?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

interface FactorDeps {
  readonly tid: string;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
}

/** Looks at the second factor of a credential; @returns what that uses up, to be written in the commit it is for. */
export type UseFactor = (credential: Credential) => Partial<Credential>;

/**
 * Prepares the check of a second factor. The check itself is pure, so that it can be made again on the credential
 * that is committed upon: of two sign-ins with one code, one succeeds.
 * @throws {Problem} the check: `mfa-required` when one is asked for and none was sent, `invalid-credentials` for a
 * wrong or used one.
 */
export async function checkSecondFactor(deps: FactorDeps, sent: SecondFactor): Promise<UseFactor> {
  const [totpKey, recoveryKey] = await Promise.all([
    readKey(deps.readSecret, "totp-key"),
    readKey(deps.readSecret, "recovery-code-key"),
  ]);
  return ({ userId, totp, recoveryCodes }) => {
    if (!totp?.confirmedAt) return {};
    const owner = ownerOf(deps.tid, userId);
    if (sent.totpCode !== undefined) {
      const step = stepOfCode(openTotpSecret(totpKey, totp.secret, owner), sent.totpCode, deps.clock());
      if (step === undefined || step <= totp.lastStep) throw wrong("#/totpCode");
      return { totp: { ...totp, lastStep: step } };
    }
    if (sent.recoveryCode !== undefined) {
      const hash = recoveryCodeHash(recoveryKey, owner, sent.recoveryCode);
      const left = recoveryCodes.filter((code) => code !== hash);
      if (left.length === recoveryCodes.length) throw wrong("#/recoveryCode");
      return { recoveryCodes: left };
    }
    throw new Problem("mfa-required", "Send the code that your authenticator shows, or a recovery code.");
  };
}

/** Whose secret it is: bound to what is stored of it. */
export const ownerOf = (tid: string, userId: string): string => `${tid} ${userId}`;

const wrong = (pointer: string): Problem =>
  new Problem("invalid-credentials", "The code is wrong, or was used already.", {
    errors: [{ pointer, detail: "is wrong, or was used already" }],
  });

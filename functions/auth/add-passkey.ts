import type { AuditTrail } from "../platform/audit/audit-trail.ts";
import type { Settings } from "../platform/config.ts";
import { isTaken, untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { ChallengeDeps } from "./issue-challenge.ts";
import { openChallenge } from "./open-challenge.ts";
import {
  PASSKEYS_AT_MOST,
  type Passkey,
  passkeyId,
  type StoredPasskey,
  shownPasskey,
  tooManyPasskeys,
} from "./passkey.ts";
import type { PasskeyStore } from "./passkey-store.ts";
import { type ReadOwnAccountDeps, readOwnAccount } from "./read-own-account.ts";
import { requireFresh } from "./require-fresh.ts";
import { verifyAttestation } from "./verify-attestation.ts";
import type { AttestationJson } from "./webauthn-contract.ts";
import type { MailWriter } from "./write-mail.ts";

interface AddPasskeyDeps extends ChallengeDeps, ReadOwnAccountDeps {
  readonly webauthn: Settings["webauthn"];
  readonly transact: Transact;
  readonly newId: NewId;
  readonly passkeys: PasskeyStore;
  readonly audit: AuditTrail;
  readonly mail: MailWriter;
}

interface NewPasskey {
  readonly caller: Caller;
  readonly challengeId: string;
  readonly name?: string | undefined;
  readonly response: AttestationJson;
  readonly origin: Origin;
}

/**
 * Adds a passkey to the caller's account, in one commit with its challenge's use and the credential, so that no two
 * commits add one too many, and nothing is added by whoever is being shut out.
 * @throws {Problem} `fresh-authentication-required`; `validation-error` for a challenge that is none of the caller's
 * or is used up, and for an answer that does not hold; `conflict` when it is registered, to anybody, or the caller
 * has as many as anybody may; `account-suspended`; `session-ended`.
 */
export async function addPasskey(deps: AddPasskeyDeps, input: NewPasskey): Promise<Passkey> {
  const { caller, challengeId, response } = input;
  requireFresh(deps, caller);
  const { userId, tenantId: tid } = caller;
  const challenge = await openChallenge(deps, { tid, purpose: "register", userId, challengeId });
  if (!challenge) throw refusedAt("#/challengeId", "is not one of yours, has expired or was used before");
  const credential = await verifyAttestation(deps, { challenge, response });
  if (!credential) throw refusedAt("#/response", "is not an answer to this challenge by an authenticator");
  const id = passkeyId(credential.credentialId);
  return untilFresh(async () => {
    const { present, read, session } = await readOwnAccount(deps, caller);
    const { user } = read;
    const deviceName = session.device?.name ?? session.device?.model ?? "Passkey";
    const known = await deps.passkeys.passkeys.get(id);
    // Read last, so that the same request made twice is told the same thing however close they are.
    if (await deps.passkeys.isUsed(challenge)) throw refusedAt("#/challengeId", "was used before");
    if (known) throw registered();
    const { passkeys = 0 } = present.credential;
    if (passkeys >= PASSKEYS_AT_MOST) throw tooManyPasskeys();
    const now = deps.clock();
    const passkey: StoredPasskey = {
      ...{ id, userId, ...credential, name: input.name ?? deviceName },
      ...{ createdAt: timestamp(now), lastUsedAt: null },
    };
    await deps
      .transact(async (unit) => {
        deps.passkeys.use(unit.tx, challenge);
        deps.passkeys.passkeys.create(unit.tx, id, passkey);
        deps.accounts.update(unit.tx, present, { passkeys: passkeys + 1 });
        const act = { id: deps.newId(), action: "passkey.added", outcome: "success", actor: user } as const;
        const target = { type: "passkey", id };
        deps.audit.record(unit.tx, { ...act, target, origin: input.origin }, now);
        if (user.email === null) return;
        const facts = { what: `The passkey “${passkey.name}” was added to your account` };
        deps.mail.add(unit, { id: deps.newId(), userId, kind: "second-factor-changed", facts }, now);
      })
      .catch(async (error: unknown) => {
        if (!isTaken(error)) throw error;
        // Of the same request made twice the first has won; of two users with one credential, the other has.
        if (await deps.passkeys.isUsed(challenge)) throw refusedAt("#/challengeId", "was used before");
        throw registered();
      });
    return shownPasskey(passkey);
  });
}

const refusedAt = (pointer: string, detail: string): Problem =>
  new Problem("validation-error", "The passkey could not be added.", { errors: [{ pointer, detail }] });

const registered = (): Problem =>
  new Problem("conflict", "This passkey is registered already.", {
    errors: [{ pointer: "#/response", detail: "is registered already" }],
  });

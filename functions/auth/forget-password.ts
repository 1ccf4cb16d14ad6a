import type { Transact } from "../platform/firestore/transact.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { NewId } from "../shared/id.ts";
import { type Email, emailId } from "./email.ts";
import type { OfferResetJob } from "./mail.ts";
import { readKey } from "./read-key.ts";

/**
 * Takes note that somebody has forgotten their password. Whether there is such an account is looked up by a worker,
 * so that neither the answer nor its time tells.
 */
export async function forgetPassword(
  deps: { tid: string; transact: Transact; newId: NewId; readSecret: ReadSecret },
  input: { email: Email },
): Promise<void> {
  const addressId = emailId(await readKey(deps.readSecret, "email-hash-key"), input.email);
  const payload: OfferResetJob = { tid: deps.tid, addressId };
  await deps.transact(async ({ enqueue }) => {
    enqueue({ queue: "mail", area: "auth", name: "offer-reset", payload, dedupeKey: deps.newId() });
  });
}

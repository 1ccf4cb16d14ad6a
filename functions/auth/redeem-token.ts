import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { OneTimeTokenStore, ReadOneTimeToken } from "./one-time-token-store.ts";
import { isGenuineOneTimeToken, type Purpose, readOneTimeToken } from "./onetime.ts";
import { readKey } from "./read-key.ts";

export interface RedeemDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly readSecret: ReadSecret;
  readonly oneTimeTokens: OneTimeTokenStore;
}

/**
 * The token that was mailed, looked at and not used up yet: that is the commit's, which `use` is part of.
 * @throws {Problem} `validation-error` at `#/token`, alike for one that is not ours, has expired or was replaced.
 */
export async function redeemToken(
  deps: RedeemDeps,
  input: { token: string; purpose: Purpose },
): Promise<ReadOneTimeToken> {
  const presented = readOneTimeToken(input.token);
  if (presented?.tid !== deps.tid) throw spent();
  const read = await deps.oneTimeTokens.read(presented.id);
  const key = await readKey(deps.readSecret, "one-time-token-key");
  const now = deps.clock();
  if (!read || read.token.purpose !== input.purpose) throw spent();
  if (!isGenuineOneTimeToken(key, presented, { token: read.token, now })) throw spent();
  return read;
}

export const spent = (): Problem =>
  new Problem("validation-error", "This link does not work any more. Ask for a new one.", {
    errors: [{ pointer: "#/token", detail: "is used, has expired, or was replaced by a newer one" }],
  });

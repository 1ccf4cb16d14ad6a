import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { SKEW_SECONDS } from "./access-token.ts";

const FRESH_SECONDS = 5 * 60;

/** Whether the caller proved who they are within the last five minutes. */
export const isFresh = ({ clock }: { clock: Clock }, { authTime }: Pick<Caller, "authTime">): boolean =>
  clock().getTime() / 1000 - authTime <= FRESH_SECONDS + SKEW_SECONDS;

/** Before a dangerous act. @throws {Problem} `fresh-authentication-required`. */
export function requireFresh(deps: { clock: Clock }, caller: Pick<Caller, "authTime">): void {
  if (!isFresh(deps, caller))
    throw new Problem(
      "fresh-authentication-required",
      "Prove once more who you are, at /v1/auth/reauthenticate, and try again within five minutes.",
    );
}

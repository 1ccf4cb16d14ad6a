import { type Challenge, type ChallengeScope, readChallenge } from "./challenge.ts";
import type { ChallengeDeps } from "./issue-challenge.ts";
import { readKey } from "./read-key.ts";

/** The challenge of an id, if it was issued for just this and its time is not over. Whether it was used is not seen. */
export async function openChallenge(
  deps: ChallengeDeps,
  { challengeId, ...scope }: ChallengeScope & { challengeId: string },
): Promise<Challenge | undefined> {
  const key = await readKey(deps.readSecret, "challenge-key");
  return readChallenge(key, scope, { challengeId, now: deps.clock() });
}

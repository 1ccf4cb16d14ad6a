import { randomBytes } from "node:crypto";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import { type Clock, plusSeconds } from "../shared/clock.ts";
import { CHALLENGE_SECONDS, type ChallengeScope, challengeIdOf, challengeValue } from "./challenge.ts";
import { readKey } from "./read-key.ts";

export interface ChallengeDeps {
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
}

/** A new challenge, good for five minutes and for one answer. Nothing is written. */
export async function issueChallenge(
  deps: ChallengeDeps,
  scope: ChallengeScope,
): Promise<{ challengeId: string; challenge: string }> {
  const expiresAt = plusSeconds(deps.clock(), CHALLENGE_SECONDS);
  const nonce = randomBytes(16).toString("base64url");
  const challengeId = challengeIdOf(await readKey(deps.readSecret, "challenge-key"), scope, {
    expiresAt,
    nonce,
  });
  return { challengeId, challenge: challengeValue(challengeId) };
}

import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import type { UserId } from "../shared/id.ts";
import { isAnonymous } from "../users/user.ts";
import type { UserWriter } from "../users/write-user.ts";
import type { Credential } from "./credential.ts";
import type { CredentialStore, Visitor } from "./credential-store.ts";
import type { SessionStore } from "./session-store.ts";

export interface FindAbandonedDeps {
  readonly clock: Clock;
  readonly accounts: CredentialStore;
  readonly store: SessionStore;
  readonly users: Pick<UserWriter, "find">;
}

/** How long somebody who is signed out for good, and knows it, may still ask us for their things. */
const KEPT_SECONDS = 30 * 24 * 3600;
const AT_ONCE = 100;

/**
 * Anonymous users whom nobody can be any more: they have no passkey, and their last session was over 30 days ago.
 * Looks through some of them at a time, oldest first.
 * @returns those found, and where the next call goes on (`after`), until all have been looked at.
 */
export async function findAbandoned(
  deps: FindAbandonedDeps,
  { after }: { after?: Visitor | undefined },
): Promise<{ userIds: UserId[]; next: Visitor | undefined }> {
  const before = timestamp(plusSeconds(deps.clock(), -KEPT_SECONDS));
  const found = await deps.accounts.anonymousSince(before, { after, limit: AT_ONCE });
  const abandoned = await Promise.all(found.map((credential) => isAbandoned(deps, credential, before)));
  const { userId, anonymousSince } = found.at(-1) ?? {};
  const more = found.length === AT_ONCE && userId !== undefined && typeof anonymousSince === "string";
  return {
    userIds: found.filter((_, index) => abandoned[index]).map((credential) => credential.userId),
    next: more ? { userId, anonymousSince } : undefined,
  };
}

/** A session that is forgotten, too, was over long ago. */
async function isAbandoned(
  deps: FindAbandonedDeps,
  { userId, passkeys = 0 }: Credential,
  before: string,
): Promise<boolean> {
  if (passkeys > 0) return false;
  const sessions = await deps.store.sessions.find((all) => all.where("userId", "==", userId));
  if (sessions.some(({ endedAt, idleExpiresAt }) => (endedAt ?? idleExpiresAt) >= before)) return false;
  // Whoever is found loses everything: what the user themselves say is looked at, too.
  const user = await deps.users.find(userId);
  return user !== undefined && isAnonymous(user);
}

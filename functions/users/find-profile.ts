import { permits } from "../auth/role.ts";
import type { Caller } from "../shared/caller.ts";
import { Problem } from "../shared/problem.ts";
import type { PreferencesStore } from "./preferences-store.ts";
import type { PublicProfile } from "./profile-contract.ts";
import type { UserStore } from "./user-store.ts";

/**
 * Somebody as others see them. @throws {Problem} `resource-not-found` also for whoever is suspended, has deactivated
 * their account, or shows themselves to nobody.
 */
export async function findProfile(
  deps: { users: UserStore; preferences: PreferencesStore },
  input: { caller: Caller; userId: string },
): Promise<PublicProfile> {
  const { caller, userId } = input;
  const [user, preferences] = await Promise.all([
    deps.users.get(userId),
    caller.userId === userId ? undefined : deps.preferences.get(userId),
  ]);
  const isHidden = preferences?.profileVisibility === "private" && !permits(caller, "user:list");
  if (user?.status !== "active" || isHidden)
    throw new Problem("resource-not-found", "There is no such user.");
  const { id, displayName, avatarUrl, bio, version, createdAt: joinedAt } = user;
  return { id, displayName, avatarUrl, bio, version, joinedAt };
}

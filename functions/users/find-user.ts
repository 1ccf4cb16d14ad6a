import { Problem } from "../shared/problem.ts";
import { shownUser, type User } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** A user as they see themselves. @throws {Problem} `resource-not-found` once they are gone. */
export async function findUser(deps: { users: UserStore }, input: { userId: string }): Promise<User> {
  const user = await deps.users.get(input.userId);
  if (!user || user.status === "deleting") throw noUser();
  return shownUser(user);
}

export const noUser = (): Problem => new Problem("resource-not-found", "This user does not exist any more.");

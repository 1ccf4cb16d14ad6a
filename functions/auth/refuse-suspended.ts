import { Problem } from "../shared/problem.ts";
import type { StoredUser } from "../users/user.ts";

/** @throws {Problem} `account-suspended`; to be told only to whoever has proved who they are. */
export function refuseSuspended(user: Pick<StoredUser, "status">): void {
  if (user.status === "suspended")
    throw new Problem("account-suspended", "This account is suspended. Write to support.");
}

import { type EmailChangeDeps, requestEmailChange } from "../auth/request-email-change.ts";
import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { ProfileChange } from "./profile-contract.ts";
import { type StoredUser, shownUser, type User } from "./user.ts";
import type { UserWriter } from "./write-user.ts";

interface ChangeProfileDeps extends EmailChangeDeps {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly users: UserWriter;
}

/**
 * Changes what a user says of themselves; what is not named stays. Another address is mailed a link first, and
 * is the user's once that is opened.
 * @throws {Problem} `precondition-failed` from a stale copy; for an address as `requestEmailChange`.
 */
export async function changeProfile(
  deps: ChangeProfileDeps,
  input: { caller: Caller; ifMatch: string | undefined; change: ProfileChange },
): Promise<User> {
  const { email, ...wanted } = input.change;
  const present = await deps.users.find(input.caller.userId);
  if (!present) throw gone();
  checkIfMatch(input.ifMatch, present.version);
  if (email !== undefined && email !== present.email)
    await requestEmailChange(deps, { caller: input.caller, email });
  return untilFresh(async () => {
    const read = await deps.users.read(input.caller.userId);
    if (!read) throw gone();
    checkIfMatch(input.ifMatch, read.user.version);
    // Only what is really another value is a change, and makes a version.
    const fields = changed(read.user, wanted);
    if (Object.keys(fields).length === 0) return shownUser(read.user);
    const now = deps.clock();
    await deps.transact(async ({ tx }) => deps.users.update(tx, read, { fields, now }));
    const next = await deps.users.find(input.caller.userId);
    if (!next) throw gone();
    return shownUser(next);
  });
}

const changed = (user: StoredUser, wanted: Omit<ProfileChange, "email">): Partial<StoredUser> =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      // The keys of a change are keys of a user.
      ([name, value]) => JSON.stringify(user[name as keyof StoredUser]) !== JSON.stringify(value),
    ),
  );

const gone = (): Problem => new Problem("resource-not-found", "This user does not exist any more.");

import { untilFresh } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { avatarName, MOST_AVATAR_BYTES, sniffedType, uploadName } from "./avatar.ts";
import { shownUser, type User } from "./user.ts";
import type { UserWriter } from "./write-user.ts";

interface AvatarDeps {
  readonly tid: string;
  readonly media: Bucket;
  readonly users: UserWriter;
  readonly transact: Transact;
  readonly clock: Clock;
}

/**
 * Takes an uploaded picture for the user's: it is looked at, not believed, and copied to where its uploader cannot
 * change it any more. The former one is removed.
 * @throws {Problem} `validation-error` at `#/avatarId` for one that was not uploaded, is too large or no picture.
 */
export async function setAvatar(
  deps: AvatarDeps,
  input: { userId: string; avatarId: string },
): Promise<User> {
  const { userId, avatarId } = input;
  const from = uploadName({ tid: deps.tid, userId }, avatarId);
  const found = await deps.media.find(from);
  if (!found) throw refused("was not uploaded");
  if (found.size > MOST_AVATAR_BYTES || sniffedType(found.head) !== found.contentType) {
    await deps.media.remove(from);
    throw refused("is not a picture of the type and size that were announced");
  }
  const name = avatarName({ tid: deps.tid, userId }, avatarId);
  await deps.media.copy({ name: from, generation: found.generation }, name);
  const user = await change(deps, userId, { avatarUrl: deps.media.publicUrl(name), avatarObject: name });
  await deps.media.remove(from);
  return user;
}

/** Removes the user's picture, if there is one. */
export async function removeAvatar(deps: AvatarDeps, input: { userId: string }): Promise<void> {
  await change(deps, input.userId, { avatarUrl: null, avatarObject: null });
}

async function change(
  deps: AvatarDeps,
  userId: string,
  fields: { avatarUrl: string | null; avatarObject: string | null },
): Promise<User> {
  const { former, user } = await untilFresh(async () => {
    const read = await deps.users.read(userId);
    if (!read) throw new Problem("resource-not-found", "This user does not exist any more.");
    const now = deps.clock();
    await deps.transact(async ({ tx }) => deps.users.update(tx, read, { fields, now }));
    return { former: read.user.avatarObject, user: (await deps.users.find(userId)) ?? read.user };
  });
  if (former !== null && former !== fields.avatarObject) await deps.media.remove(former);
  return shownUser(user);
}

const refused = (detail: string): Problem =>
  new Problem("validation-error", "The picture cannot be used.", {
    errors: [{ pointer: "#/avatarId", detail }],
  });

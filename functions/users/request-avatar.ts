import type { Bucket } from "../platform/storage/bucket.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { type AvatarType, uploadName } from "./avatar.ts";
import type { AvatarUpload } from "./avatar-contract.ts";

const UPLOAD_SECONDS = 10 * 60;

/** A place to upload a picture to, for ten minutes. It is nobody's avatar until it is named. */
export async function requestAvatar(
  deps: { tid: string; media: Bucket; clock: Clock; newId: NewId },
  input: { userId: string; contentType: AvatarType; size: number },
): Promise<AvatarUpload> {
  const { contentType, size } = input;
  const avatarId = deps.newId();
  const expiresAt = plusSeconds(deps.clock(), UPLOAD_SECONDS);
  const name = uploadName({ tid: deps.tid, userId: input.userId }, avatarId);
  const upload = await deps.media.uploadUrl(name, { contentType, size, expiresAt });
  return { avatarId, method: "PUT", ...upload, expiresAt: timestamp(expiresAt) };
}

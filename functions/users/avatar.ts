import { z } from "zod";

export const AvatarType = z.enum(["image/png", "image/jpeg", "image/webp"]);
export type AvatarType = z.infer<typeof AvatarType>;

export const MOST_AVATAR_BYTES = 5 * 1024 * 1024;

/** What a picture's first bytes say it is, whatever its sender says. */
export function sniffedType(head: Uint8Array): AvatarType | undefined {
  const text = Buffer.from(head).toString("latin1");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return /^RIFF.{4}WEBP/s.test(text) ? "image/webp" : undefined;
}

interface Owner {
  readonly tid: string;
  readonly userId: string;
}

/** Everything of a user's that was uploaded, and everything that was looked at. */
export const uploadFolder = ({ tid, userId }: Owner): string => `uploads/${tid}/${userId}/`;
export const avatarFolder = ({ tid, userId }: Owner): string => `avatars/${tid}/${userId}/`;

/** Where a picture is uploaded: nobody reads it there. */
export const uploadName = (of: Owner, avatarId: string): string => `${uploadFolder(of)}${avatarId}`;

/** Where everybody reads it once it was looked at. */
export const avatarName = (of: Owner, avatarId: string): string => `${avatarFolder(of)}${avatarId}`;

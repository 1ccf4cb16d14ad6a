import type { Bucket } from "../platform/storage/bucket.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import { uploadName } from "./file.ts";
import type { SourceUpload } from "./source-contract.ts";
import type { SourceStore } from "./source-store.ts";

/** Less than an erasure waits before it looks a second time: nothing is uploaded behind it. */
const UPLOAD_SECONDS = 15 * 60;

/**
 * Where to upload a source's file, for a quarter of an hour. The URL is made anew each time and kept nowhere;
 * `undefined` once there is nothing to upload any more.
 */
export async function mintUpload(
  deps: { tid: string; sources: SourceStore; files: Pick<Bucket, "uploadUrl">; clock: Clock },
  input: { sourceId: string },
): Promise<SourceUpload | undefined> {
  const source = await deps.sources.sources.get(input.sourceId);
  if (source?.status !== "uploading" || source.fileBytes === undefined) return undefined;
  const { ownerId: userId, contentType, fileBytes: size } = source;
  const expiresAt = plusSeconds(deps.clock(), UPLOAD_SECONDS);
  const name = uploadName({ tid: deps.tid, userId }, source.id);
  const { uploadUrl, headers } = await deps.files.uploadUrl(name, { contentType, size, expiresAt });
  return { uploadUrl, uploadHeaders: headers, expiresAt: timestamp(expiresAt) };
}

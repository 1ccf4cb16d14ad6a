import type { Transact } from "../platform/firestore/transact.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { fileName, uploadName } from "./file.ts";
import { findSource } from "./find-source.ts";
import type { StoredSource } from "./source.ts";
import type { ProcessJob } from "./source-contract.ts";
import type { SourceStore } from "./source-store.ts";

interface ConfirmDeps {
  readonly tid: string;
  readonly sources: SourceStore;
  readonly files: Pick<Bucket, "find" | "copy" | "remove">;
  readonly transact: Transact;
  readonly clock: Clock;
}

/** Longer than the queue delivers one file's job, all its retries included. */
const LOST_SECONDS = 3600;

/**
 * Takes the uploaded file and has it read. The file is moved to where its uploader cannot change it. Asked again, it
 * answers with the source as it is by then.
 * @throws {Problem} `resource-not-found`, `access-denied` for somebody else's, or `conflict` for a source that
 * came as text, while nothing was uploaded, or for a file of another size or type than was announced.
 */
export async function confirmUpload(
  deps: ConfirmDeps,
  input: { userId: string; sourceId: string },
): Promise<StoredSource> {
  const source = await findSource(deps, input);
  if (source.ownerId !== input.userId)
    throw new Problem("access-denied", "The source is shared with you; only its owner can upload its file.");
  if (source.fileBytes === undefined)
    throw new Problem("conflict", "This source was brought as text: there is no file to upload.");
  if (source.status !== "uploading") return source;
  const taken = await takeFile(deps, source).catch((error: unknown) => ({ error }));
  if (taken !== true) return confirmedMeanwhile(deps, source, taken || undefined);
  const confirmed = await beginProcessing(deps, source);
  const place = { tid: deps.tid, userId: source.ownerId };
  await deps.files.remove(uploadName(place, source.id));
  if (confirmed) return confirmed;
  await deps.files.remove(fileName(place, source.id));
  throw new Problem("resource-not-found", "The source was removed.");
}

/** Copies what was uploaded to its place; `false` when there is nothing. */
async function takeFile(deps: ConfirmDeps, { id, ...source }: StoredSource): Promise<boolean> {
  const place = { tid: deps.tid, userId: source.ownerId };
  const name = uploadName(place, id);
  const found = await deps.files.find(name);
  if (!found) return false;
  if (found.size !== source.fileBytes || found.contentType !== source.contentType) {
    await deps.files.remove(name);
    throw new Problem(
      "conflict",
      `The uploaded file has ${found.size} bytes and the type ${found.contentType}; ${source.fileBytes} bytes and the type ${source.contentType} were announced. Upload it again.`,
      { members: { reason: "other-file" } },
    );
  }
  await deps.files.copy({ name, generation: found.generation }, fileName(place, id));
  return true;
}

/** What could not be taken was taken by another call, or there is a reason. */
async function confirmedMeanwhile(
  deps: ConfirmDeps,
  { id, ownerId }: StoredSource,
  failure: { error: unknown } | undefined,
): Promise<StoredSource> {
  const present = await findSource(deps, { userId: ownerId, sourceId: id });
  if (present.status !== "uploading") return present;
  if (failure) throw failure.error;
  throw new Problem(
    "conflict",
    "Nothing was uploaded yet. PUT the file to `uploadUrl` with `uploadHeaders`, then confirm it.",
    { members: { reason: "not-uploaded" } },
  );
}

/** The source as it is once it is confirmed, by this call or another; `undefined` when there is none any more. */
function beginProcessing(deps: ConfirmDeps, { id }: StoredSource): Promise<StoredSource | undefined> {
  return deps.transact(async ({ tx, enqueue }) => {
    const present = await deps.sources.sources.get(id, tx);
    if (present?.status !== "uploading") return present;
    const confirmed: StoredSource = {
      ...present,
      status: "processing",
      staleAt: timestamp(plusSeconds(deps.clock(), LOST_SECONDS)),
    };
    deps.sources.sources.set(tx, id, confirmed);
    const payload: ProcessJob = { tid: deps.tid, userId: present.ownerId, sourceId: id };
    enqueue({ queue: "sources", area: "learning", name: "process", payload, dedupeKey: `${id}-process` });
    return confirmed;
  });
}

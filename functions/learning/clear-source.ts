import type { Database } from "../platform/firestore/database.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { fileName, uploadName } from "./file.ts";
import type { ProcessJob } from "./source-contract.ts";
import type { SourceStore } from "./source-store.ts";

export interface ClearDeps {
  readonly tid: string;
  readonly db: Pick<Database, "recursiveDelete">;
  readonly sources: SourceStore;
  readonly files: Pick<Bucket, "remove">;
}

/** Removes what is left of a source that was removed: its text and its file. It may be repeated. */
export async function clearSource(
  deps: ClearDeps,
  { userId, sourceId }: Pick<ProcessJob, "userId" | "sourceId">,
): Promise<void> {
  await deps.db.recursiveDelete(deps.sources.sources.ref(sourceId));
  for (const name of [uploadName, fileName])
    await deps.files.remove(name({ tid: deps.tid, userId }, sourceId));
}

import type { Transact } from "../platform/firestore/transact.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { type Problem, problems, problemType } from "../shared/problem.ts";
import { fileName, uploadName } from "./file.ts";
import type { StoredSource } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

/** Ends a source that is being read, with what went wrong; its file is of no use any more. */
export async function failSource(
  deps: { tid: string; sources: SourceStore; files: Pick<Bucket, "remove">; transact: Transact },
  { source, problem }: { source: StoredSource; problem: Problem },
): Promise<void> {
  const failed = await deps.transact(async ({ tx }) => {
    const present = await deps.sources.sources.get(source.id, tx);
    if (present?.status !== "processing") return false;
    const { staleAt: _, ...rest } = present;
    const { slug, message: detail } = problem;
    const shown = { type: problemType(slug), title: problems[slug].title, detail };
    deps.sources.sources.set(tx, source.id, { ...rest, status: "failed", problem: shown });
    return true;
  });
  if (!failed) return;
  for (const name of [uploadName, fileName])
    await deps.files.remove(name({ tid: deps.tid, userId: source.ownerId }, source.id));
}

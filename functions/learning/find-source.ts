import { Problem } from "../shared/problem.ts";
import { mayRead, type StoredSource } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

/** A source the caller may read. @throws {Problem} `resource-not-found`, also for somebody else's private one. */
export async function findSource(
  deps: { sources: SourceStore },
  input: { userId: string; sourceId: string },
): Promise<StoredSource> {
  const source = await deps.sources.sources.get(input.sourceId);
  if (!source || !mayRead(source, input.userId))
    throw new Problem("resource-not-found", `You have no source ${input.sourceId}.`);
  return source;
}

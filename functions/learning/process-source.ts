import type { Transact } from "../platform/firestore/transact.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Log } from "../platform/telemetry/log.ts";
import { isTerminal, Problem } from "../shared/problem.ts";
import { type Composed, composeSource } from "./compose-source.ts";
import type { ExtractFile } from "./extract-file.ts";
import { failSource } from "./fail-source.ts";
import { FileType, fileName } from "./file.ts";
import { keepSource } from "./keep-source.ts";
import type { StoredSource } from "./source.ts";
import type { ProcessJob } from "./source-contract.ts";
import type { SourceStore } from "./source-store.ts";

export interface ProcessDeps {
  readonly tid: string;
  readonly sources: SourceStore;
  readonly files: Pick<Bucket, "readBytes" | "remove">;
  readonly transact: Transact;
  readonly extractFile: ExtractFile;
  readonly log: Log;
}

/**
 * Reads a confirmed file and makes its source ready, in one commit: there is all of its text or none. What is wrong
 * with the file ends the source as `failed`, and so does the last delivery of whatever else went wrong.
 */
export async function processSource(
  deps: ProcessDeps,
  { sourceId }: ProcessJob,
  delivery: Pick<Delivery, "isLast">,
): Promise<Outcome> {
  const source = await deps.sources.sources.get(sourceId);
  if (source?.status !== "processing") return "dropped";
  try {
    const composed = await composedFrom(deps, source);
    return (await finish(deps, source, composed)) ? "done" : "dropped";
  } catch (error) {
    if (!isTerminal(error) && !delivery.isLast) throw error;
    deps.log.warn({ err: error, sourceId }, "a source could not be read");
    await failSource(deps, { source, problem: problemOf(error) });
    return "done";
  }
}

async function composedFrom(deps: ProcessDeps, source: StoredSource): Promise<Composed> {
  const bytes = await deps.files.readBytes(fileName({ tid: deps.tid, userId: source.ownerId }, source.id));
  if (!bytes) throw new Problem("source-damaged", "The file is not there any more. Bring it again.");
  const extract = await deps.extractFile(bytes, FileType.parse(source.contentType));
  const composed = await composeSource(source.title, extract);
  if (!composed) throw new Problem("source-empty", "The file holds no words to write a course from.");
  return composed;
}

/** Writes text and source together, unless somebody removed or ended it. */
const finish = (deps: ProcessDeps, source: StoredSource, composed: Composed): Promise<boolean> =>
  deps.transact(async ({ tx }) => {
    const present = await deps.sources.sources.get(source.id, tx);
    if (present?.status !== "processing") return false;
    const { id, ownerId, title, contentType, visibility, createdAt, fileBytes } = present;
    const base = { id, ownerId, title, contentType, visibility, createdAt, fileBytes };
    await keepSource(deps, { tx }, { base, composed });
    return true;
  });

const problemOf = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem("server-error", "Something broke on our side while the file was read. Bring it again.");

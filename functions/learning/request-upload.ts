import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { FileType } from "./file.ts";
import type { StoredSource } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

/** An upload that nobody has confirmed by then is given up. */
const ABANDONED_SECONDS = 24 * 3600;

/** Makes a source whose text is to come from a file, which its owner uploads and then confirms within a day. */
export function requestUpload(
  deps: { sources: SourceStore; transact: Transact; clock: Clock; newId: NewId },
  input: {
    ownerId: string;
    title: string;
    contentType: FileType;
    size: number;
    visibility: StoredSource["visibility"];
  },
): Promise<StoredSource> {
  const { size: fileBytes, ...about } = input;
  const now = deps.clock();
  const source: StoredSource = {
    id: deps.newId(),
    ...about,
    fileBytes,
    status: "uploading",
    characters: 0,
    language: "und",
    terms: [],
    passageCount: 0,
    createdAt: timestamp(now),
    staleAt: timestamp(plusSeconds(now, ABANDONED_SECONDS)),
  };
  return deps.transact(async ({ tx }) => {
    deps.sources.sources.create(tx, source.id, source);
    return source;
  });
}

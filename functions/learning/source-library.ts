import type { Database } from "../platform/firestore/database.ts";
import { mayRead, type SourcePassage, type StoredSource } from "./source.ts";
import { type SourceStore, sourceStore } from "./source-store.ts";

/** The sources of one tenant, for whoever reads them to write from. */
export interface Library {
  /** A source somebody may read, or `undefined`: it is not there, or not theirs. */
  find(userId: string, sourceId: string): Promise<StoredSource | undefined>;
  /** What somebody may have courses written from: their own, newest first, then the tenant's; each text once. */
  readable(userId: string): Promise<StoredSource[]>;
  /** A source's passages in the order of its text. */
  passages(sourceId: string): Promise<SourcePassage[]>;
}

/** A topic is looked for in the newest ones only: reading all of a large library would cost too much. */
const SEARCHED = 200;

export function library(db: Database, tenantId: string): Library {
  const store = sourceStore(db, tenantId);
  /** The lessons of a course begin together, and all want the same sources: one read serves them. */
  const readings = new Map<string, Promise<SourcePassage[]>>();
  return {
    find: async (userId, sourceId) => {
      const source = await store.sources.get(sourceId);
      return source && mayRead(source, userId) ? source : undefined;
    },
    readable: async (userId) => {
      const [own, shared] = await Promise.all(
        (
          [
            ["ownerId", userId],
            ["visibility", "tenant"],
          ] as const
        ).map(([field, value]) =>
          store.sources.find((sources) =>
            sources.where(field, "==", value).orderBy("createdAt", "desc").limit(SEARCHED),
          ),
        ),
      );
      const ready = [...(own ?? []), ...(shared ?? [])].filter((source) => source.status === "ready");
      // The same text twice would be written from twice.
      return [...new Map(ready.map((source) => [source.textHash ?? source.id, source])).values()];
    },
    passages: (sourceId) => {
      const reading = readings.get(sourceId) ?? readPassages(store, sourceId);
      readings.set(sourceId, reading);
      void reading.catch(() => undefined).finally(() => readings.delete(sourceId));
      return reading;
    },
  };
}

async function readPassages(store: SourceStore, sourceId: string): Promise<SourcePassage[]> {
  const parts = await store.parts(sourceId).find((found) => found.orderBy("order"));
  const text = parts.map((part) => part.text).join("");
  return parts
    .flatMap((part) => part.passages)
    .map((passage, order) => ({
      ...passage,
      id: String(order),
      order,
      text: text.slice(passage.start, passage.end),
    }));
}

/** A source's whole text. */
export async function readText(deps: { sources: SourceStore }, sourceId: string): Promise<string> {
  const parts = await deps.sources.parts(sourceId).find((found) => found.orderBy("order"));
  return parts.map((part) => part.text).join("");
}

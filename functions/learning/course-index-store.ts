import type { Firestore, Transaction } from "@google-cloud/firestore";
import { documents } from "../platform/firestore/documents.ts";
import { askedWords, entryId, IndexEntry, lookups, scoreOf } from "./search.ts";

export interface Search {
  /** `public`, or a person whose own courses are searched. */
  readonly audience: string;
  readonly q: string;
  /** Only courses filed under it. */
  readonly facet: string;
}

/** What courses are found in by words: a hosted engine could take its place. */
export interface CourseIndex {
  put(tx: Transaction, entry: IndexEntry): void;
  remove(tx: Transaction, courseId: string, audience: string): void;
  /** The ids of courses that have all the words, or begin with them, or are a letter off; the best first. */
  search(search: Search): Promise<string[]>;
}

/** The newest of those a word finds; whoever asks for more has not asked well. */
const MOST_CANDIDATES = 200;

/** An index in Firestore itself: at most three queries a search. */
export function courseIndex(db: Firestore, tenantId: string): CourseIndex {
  const entries = documents(db, `tenants/${tenantId}/courseTerms`, IndexEntry);
  return {
    put: (tx, entry) => entries.set(tx, entry.id, entry),
    remove: (tx, courseId, audience) => entries.remove(tx, entryId(courseId, audience)),
    search: async ({ audience, q, facet }) => {
      const words = askedWords(q);
      const found = await Promise.all(
        lookups(words).map((terms) =>
          entries.find((all) =>
            all
              .where("audience", "==", audience)
              .where("terms", "array-contains-any", terms)
              .orderBy("createdAt", "desc")
              .limit(MOST_CANDIDATES),
          ),
        ),
      );
      const distinct = new Map(found.flat().map((entry) => [entry.id, entry]));
      return [...distinct.values()]
        .filter(({ facets }) => facets.includes(facet))
        .map((entry) => ({ entry, score: scoreOf(words, entry) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || newerFirst(a.entry, b.entry))
        .map(({ entry }) => entry.courseId);
    },
  };
}

const newerFirst = (a: IndexEntry, b: IndexEntry): number =>
  a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1;

import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import { courseStore } from "./course-store.ts";
import { readText } from "./source-library.ts";
import { sourceStore } from "./source-store.ts";

/** The courses somebody had written, and the texts they brought. Answer keys are not theirs to see. */
export function exportCourses(deps: { db: Database; tid: string }, { userId }: { userId: string }): Parts {
  const store = courseStore(deps.db, deps.tid);
  const sources = sourceStore(deps.db, deps.tid);
  return {
    courses: readAll(store.courses, { ownerId: userId }, async (course) => ({
      ...course,
      lessons: await store.lessons(course.id).find((lessons) => lessons.orderBy("order")),
    })),
    sources: readAll(
      sources.sources,
      { ownerId: userId },
      async ({ ownerId: _, terms: __, passageCount: ___, ...source }) => ({
        ...source,
        text: await readText({ sources }, source.id),
      }),
    ),
  };
}

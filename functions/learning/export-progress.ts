import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import { shownAttempt } from "./attempt.ts";
import { learnerStore } from "./learner-store.ts";
import { shownLesson } from "./progress.ts";

/** How far somebody is in every course, and each of their attempts with what they were answered. */
export function exportProgress(deps: { db: Database; tid: string }, { userId }: { userId: string }): Parts {
  const learners = learnerStore(deps.db, deps.tid);
  return {
    progress: readAll(learners.progress(userId), {}, ({ id, lessons, ...rest }) => ({
      ...{ courseId: id, ...rest },
      lessons: Object.entries(lessons).map(([lessonId, state]) => shownLesson(lessonId, state)),
    })),
    attempts: readAll(learners.attempts(userId), {}, shownAttempt),
  };
}

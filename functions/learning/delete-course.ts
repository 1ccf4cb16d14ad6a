import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { changed } from "./course.ts";
import type { CourseIndex } from "./course-index-store.ts";
import type { CourseStore } from "./course-store.ts";
import { type Draft, findDraft } from "./find-draft.ts";
import { PUBLIC } from "./search.ts";
import { unpublished } from "./unpublish-course.ts";

/** Removes a course of the caller's with its versions, lessons and keys; nobody finds it any more. */
export async function deleteCourse(
  deps: {
    courses: CourseStore;
    index: CourseIndex;
    transact: Transact;
    clock: Clock;
    db: Pick<Database, "recursiveDelete">;
  },
  input: Draft,
): Promise<void> {
  const { courses, index } = deps;
  await deps.transact(async ({ tx }) => {
    const course = await findDraft(deps, input, tx);
    const { id, ownerId, status, statusBefore = status } = course;
    for (const audience of [ownerId, PUBLIC]) index.remove(tx, id, audience);
    // Until all of it is gone, nobody finds it, and nobody edits or publishes what would be left behind.
    const away = { ...unpublished(course), status: "archived", statusBefore } as const;
    courses.courses.set(tx, id, changed(away, timestamp(deps.clock()), {}));
  });
  const ref = courses.courses.ref(input.courseId);
  await deps.db.recursiveDelete(ref);
  // A proposal may have grown until the course itself, which goes last, was gone; nothing does any more.
  await deps.db.recursiveDelete(ref);
}

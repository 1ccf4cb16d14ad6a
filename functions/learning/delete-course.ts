import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { CourseIndex } from "./course-index-store.ts";
import type { CourseStore } from "./course-store.ts";
import { type Draft, findDraft } from "./find-draft.ts";
import { PUBLIC } from "./search.ts";

/** Removes a course of the caller's with its versions, lessons and keys; nobody finds it any more. */
export async function deleteCourse(
  deps: {
    courses: CourseStore;
    index: CourseIndex;
    transact: Transact;
    db: Pick<Database, "recursiveDelete">;
  },
  input: Draft,
): Promise<void> {
  const { courses, index } = deps;
  await deps.transact(async ({ tx }) => {
    const { id, ownerId } = await findDraft(deps, input, tx);
    for (const audience of [ownerId, PUBLIC]) index.remove(tx, id, audience);
  });
  const ref = courses.courses.ref(input.courseId);
  await deps.db.recursiveDelete(ref);
  // A proposal may have grown until the course itself, which goes last, was gone; nothing does any more.
  await deps.db.recursiveDelete(ref);
}

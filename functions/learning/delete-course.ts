import type { Database } from "../platform/firestore/database.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import type { CourseStore } from "./course-store.ts";
import { findCourse } from "./find-course.ts";

/** Removes a course of the caller's with its lessons and keys. @throws {Problem} `course-generating` while written. */
export async function deleteCourse(
  deps: { courses: CourseStore; db: Pick<Database, "recursiveDelete"> },
  input: { userId: string; courseId: string; ifMatch?: string | undefined },
): Promise<void> {
  const course = await findCourse(deps, input);
  checkIfMatch(input.ifMatch, course.version);
  if (course.status === "generating")
    throw new Problem("course-generating", "The course is being written. Cancel its task first.", {
      retryAfterSeconds: 5,
      members: course.generation ? { taskId: course.generation.taskId } : {},
    });
  await deps.db.recursiveDelete(deps.courses.courses.ref(input.courseId));
}

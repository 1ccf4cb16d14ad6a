import type { Transaction } from "../platform/firestore/database.ts";
import { checkIfMatch } from "../platform/http/etag.ts";
import { Problem } from "../shared/problem.ts";
import type { StoredCourse } from "./course.ts";
import type { CourseStore } from "./course-store.ts";

export interface Draft {
  readonly userId: string;
  readonly courseId: string;
  readonly ifMatch?: string | undefined;
}

/**
 * A course that its caller is about to change.
 * @throws {Problem} `resource-not-found`, also for somebody else's private one; `access-denied` for one that others
 * may read; `course-generating` while it is written; `precondition-failed` from a stale copy.
 */
export async function findDraft(
  deps: { courses: CourseStore },
  { userId, courseId, ifMatch }: Draft,
  tx?: Transaction,
): Promise<StoredCourse> {
  const course = await deps.courses.courses.get(courseId, tx);
  const isReadable = course?.publishedVersion !== undefined && course.visibility !== "private";
  if (!course || (course.ownerId !== userId && !isReadable))
    throw new Problem("resource-not-found", `There is no course ${courseId}.`);
  if (course.ownerId !== userId)
    throw new Problem(
      "access-denied",
      "Only its author may change this course. Duplicate it to make it yours.",
    );
  checkIfMatch(ifMatch, course.version);
  if (course.status === "generating")
    throw new Problem("course-generating", "The course is being written. Cancel its task first.", {
      retryAfterSeconds: 5,
      members: course.generation ? { taskId: course.generation.taskId } : {},
    });
  return course;
}

/** As `findDraft`, for whatever an archived course is not open to. @throws {Problem} `conflict` for an archived one. */
export async function findEditable(
  deps: { courses: CourseStore },
  input: Draft,
  tx: Transaction,
): Promise<StoredCourse> {
  const course = await findDraft(deps, input, tx);
  if (course.status === "archived")
    throw new Problem("conflict", "The course is archived. Take it out of the archive to change it.");
  return course;
}

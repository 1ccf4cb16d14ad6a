import type { Unit } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { type CourseStore, DRAFT } from "./course-store.ts";
import type { LearnerStore } from "./learner-store.ts";
import type { OpenedCourse } from "./open-course.ts";
import { CourseEnrolled } from "./progress.ts";

export interface JoinDeps {
  readonly tid: string;
  readonly courses: CourseStore;
  readonly learners: LearnerStore;
  readonly clock: Clock;
  readonly newId: NewId;
}

/**
 * Enrols a learner in a course as they opened it, in the caller's transaction, unless they are enrolled. It reads
 * at once, without a lock.
 * @returns what writes it, for later in the transaction. The commit fails as taken when they were enrolled meanwhile,
 * and as missing when the course is gone.
 */
export async function joinCourse(
  deps: JoinDeps,
  { userId, opened }: { userId: string; opened: Pick<OpenedCourse, "course" | "at"> },
): Promise<(unit: Unit) => void> {
  const enrollments = deps.learners.enrollments(userId);
  const { id: courseId } = opened.course;
  if (await enrollments.get(courseId)) return () => undefined;
  const version = opened.at === DRAFT ? null : opened.at;
  const at = timestamp(deps.clock());
  return ({ tx, publish }) => {
    enrollments.create(tx, courseId, { id: courseId, createdAt: at, version });
    deps.courses.courses.add(tx, courseId, { "stats.enrollments": 1 });
    const data = CourseEnrolled.parse({ userId, courseId, version });
    publish({ id: deps.newId(), type: "course.enrolled", tid: deps.tid, at, data });
  };
}

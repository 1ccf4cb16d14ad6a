import { isMissing } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type JoinDeps, joinCourse } from "./join-course.ts";
import { openCourse, type ReadingDeps } from "./open-course.ts";
import { untilKept } from "./until-kept.ts";

type EnrollDeps = ReadingDeps & JoinDeps & { readonly transact: Transact };

interface Enrolling {
  readonly userId: string;
  readonly courseId: string;
  /** Moves an enrolment of long ago to this version. */
  readonly version?: number | undefined;
}

/**
 * Has somebody take a course, from the version they would read now. Twice is as once: who began with an earlier
 * version stays with it, unless they name the one to move to.
 * @throws {Problem} `resource-not-found` for one they may not read.
 */
export async function enrollLearner(deps: EnrollDeps, input: Enrolling): Promise<void> {
  const { userId, courseId, version } = input;
  const opened = await openCourse(deps, input);
  const enrollments = deps.learners.enrollments(userId);
  await untilKept(courseId, () =>
    deps.transact(async (unit) => (await joinCourse(deps, { userId, opened }))(unit)),
  );
  if (version !== undefined)
    await enrollments.change(courseId, (present) =>
      present.version === version ? present : { ...present, version },
    );
}

/** Ends it, also for a course that is gone; progress is kept for whoever comes back. Twice is as once. */
export async function unenrollLearner(deps: EnrollDeps, { userId, courseId }: Enrolling): Promise<void> {
  const enrollments = deps.learners.enrollments(userId);
  const remove = (counted: boolean) =>
    deps.transact(async ({ tx }) => {
      if (!(await enrollments.get(courseId, tx))) return;
      enrollments.remove(tx, courseId);
      if (counted) deps.courses.courses.add(tx, courseId, { "stats.enrollments": -1 });
    });
  await remove(true).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return remove(false);
  });
}

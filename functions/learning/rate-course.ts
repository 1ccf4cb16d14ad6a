import { isMissing } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { openCourse, type ReadingDeps } from "./open-course.ts";
import { untilKept } from "./until-kept.ts";

type RateDeps = ReadingDeps & { readonly transact: Transact; readonly clock: Clock };

/**
 * Counts what somebody thinks of a course they take, in place of what they thought before.
 * @throws {Problem} `access-denied` for one's own course; `conflict` for one that was never opened.
 */
export async function rateCourse(
  deps: RateDeps,
  { userId, courseId, stars }: { userId: string; courseId: string; stars: number },
): Promise<void> {
  const { mayEdit } = await openCourse(deps, { userId, courseId });
  if (mayEdit) throw new Problem("access-denied", "Others rate your course; you cannot.");
  const ratings = deps.learners.ratings(userId);
  await untilKept(courseId, () =>
    deps.transact(async ({ tx }) => {
      const [enrollment, before] = await Promise.all([
        deps.learners.enrollments(userId).get(courseId, tx),
        ratings.get(courseId, tx),
      ]);
      if (!enrollment)
        throw new Problem("conflict", "You have not opened this course yet. Enroll or begin a lesson first.");
      if (before?.stars === stars) return;
      const createdAt = before?.createdAt ?? timestamp(deps.clock());
      ratings.set(tx, courseId, { id: courseId, createdAt, stars });
      deps.courses.courses.add(tx, courseId, {
        ratingSum: stars - (before?.stars ?? 0),
        "stats.ratingCount": before ? 0 : 1,
      });
    }),
  );
}

/** Takes a rating back, also of a course that is gone. Twice is as once. */
export async function unrateCourse(
  deps: RateDeps,
  { userId, courseId }: { userId: string; courseId: string },
): Promise<void> {
  const ratings = deps.learners.ratings(userId);
  const remove = (counted: boolean) =>
    deps.transact(async ({ tx }) => {
      const before = await ratings.get(courseId, tx);
      if (!before) return;
      ratings.remove(tx, courseId);
      if (counted)
        deps.courses.courses.add(tx, courseId, { ratingSum: -before.stars, "stats.ratingCount": -1 });
    });
  await remove(true).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return remove(false);
  });
}

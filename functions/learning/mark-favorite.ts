import { isMissing } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { openCourse, type ReadingDeps } from "./open-course.ts";
import { untilKept } from "./until-kept.ts";

type MarkDeps = ReadingDeps & { readonly transact: Transact; readonly clock: Clock };

interface Marking {
  readonly userId: string;
  readonly courseId: string;
}

/** Marks a course; twice is as once. @throws {Problem} `resource-not-found` for one they may not read. */
export async function markFavorite(deps: MarkDeps, { userId, courseId }: Marking): Promise<void> {
  await openCourse(deps, { userId, courseId });
  const favorites = deps.learners.favorites(userId);
  await untilKept(courseId, () =>
    deps.transact(async ({ tx }) => {
      if (await favorites.get(courseId, tx)) return;
      favorites.create(tx, courseId, { id: courseId, createdAt: timestamp(deps.clock()) });
      deps.courses.courses.add(tx, courseId, { "stats.favorites": 1 });
    }),
  );
}

/** Takes the mark away, also from a course that is gone. Twice is as once. */
export async function unmarkFavorite(deps: MarkDeps, { userId, courseId }: Marking): Promise<void> {
  const favorites = deps.learners.favorites(userId);
  const remove = (counted: boolean) =>
    deps.transact(async ({ tx }) => {
      if (!(await favorites.get(courseId, tx))) return;
      favorites.remove(tx, courseId);
      if (counted) deps.courses.courses.add(tx, courseId, { "stats.favorites": -1 });
    });
  await remove(true).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return remove(false);
  });
}

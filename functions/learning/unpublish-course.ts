import { checkIfMatch } from "../platform/http/etag.ts";
import { timestamp } from "../shared/clock.ts";
import type { AuthorDeps } from "./change-course.ts";
import { type Course, type StoredCourse, shownCourse } from "./course.ts";
import { type Draft, findDraft } from "./find-draft.ts";

interface Unpublishing extends Draft {
  /** May take down what others published. */
  readonly mayModerate: boolean;
}

/**
 * Hides a course from new readers; those who take it already go on. Twice is as once.
 * @returns the course for its author; for whoever took down somebody else's, the version that was hidden: what its
 * author has written since is not theirs to see.
 */
export function unpublishCourse(deps: AuthorDeps, input: Unpublishing): Promise<Course> {
  return deps.transact(async ({ tx }) => {
    const found = input.mayModerate ? await deps.courses.courses.get(input.courseId, tx) : undefined;
    const isTakenDown = found?.publishedVersion !== undefined && found.visibility !== "private";
    const course = found && isTakenDown ? found : await findDraft(deps, input, tx);
    checkIfMatch(input.ifMatch, course.version);
    const { id, ownerId, publishedVersion } = course;
    if (publishedVersion === undefined) return shownCourse(course);
    const hidden = await deps.courses.versions(id).get(String(publishedVersion), tx);
    deps.writer.list(tx, id, undefined);
    const next = deps.writer.change(tx, unpublished(course), timestamp(deps.clock()), {}, course);
    return hidden && ownerId !== input.userId ? hidden : shownCourse(next);
  });
}

/** The course with no version that new readers get. */
export function unpublished(course: StoredCourse): StoredCourse {
  const { publishedVersion: _, publishedAt: __, ...rest } = course;
  return { ...rest, publishedFacets: [] };
}

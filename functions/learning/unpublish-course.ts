import { checkIfMatch } from "../platform/http/etag.ts";
import { timestamp } from "../shared/clock.ts";
import type { AuthorDeps } from "./change-course.ts";
import type { StoredCourse } from "./course.ts";
import { type Draft, findDraft } from "./find-draft.ts";

interface Unpublishing extends Draft {
  /** May take down what others published. */
  readonly mayModerate: boolean;
}

/** Hides a course from new readers; those who take it already go on. Twice is as once. */
export function unpublishCourse(deps: AuthorDeps, input: Unpublishing): Promise<StoredCourse> {
  return deps.transact(async ({ tx }) => {
    const found = input.mayModerate ? await deps.courses.courses.get(input.courseId, tx) : undefined;
    const isTakenDown = found?.publishedVersion !== undefined && found.visibility !== "private";
    const course = found && isTakenDown ? found : await findDraft(deps, input, tx);
    checkIfMatch(input.ifMatch, course.version);
    if (course.publishedVersion === undefined) return course;
    deps.writer.list(tx, course.id, undefined);
    return deps.writer.change(tx, unpublished(course), timestamp(deps.clock()), {}, course);
  });
}

/** The course with no version that new readers get. */
export function unpublished(course: StoredCourse): StoredCourse {
  const { publishedVersion: _, publishedAt: __, ...rest } = course;
  return { ...rest, publishedFacets: [] };
}

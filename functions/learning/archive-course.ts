import { timestamp } from "../shared/clock.ts";
import type { AuthorDeps } from "./change-course.ts";
import type { StoredCourse } from "./course.ts";
import { type Draft, findDraft } from "./find-draft.ts";
import { unpublished } from "./unpublish-course.ts";

/** Puts a course away: nobody new finds it, and it is not changed. Those who take it go on. Twice is as once. */
export function archiveCourse(deps: AuthorDeps, input: Draft): Promise<StoredCourse> {
  return deps.transact(async ({ tx }) => {
    const course = await findDraft(deps, input, tx);
    if (course.status === "archived") return course;
    const away = { ...unpublished(course), status: "archived", statusBefore: course.status } as const;
    deps.writer.list(tx, course.id, undefined);
    return deps.writer.change(tx, away, timestamp(deps.clock()), {}, course);
  });
}

/** Takes a course out of the archive, as it was but not published. Twice is as once. */
export function unarchiveCourse(deps: AuthorDeps, input: Draft): Promise<StoredCourse> {
  return deps.transact(async ({ tx }) => {
    const { statusBefore, ...course } = await findDraft(deps, input, tx);
    if (course.status !== "archived") return { ...course, ...(statusBefore && { statusBefore }) };
    const back = { ...course, status: statusBefore ?? "ready" };
    return deps.writer.change(tx, back, timestamp(deps.clock()), {}, course);
  });
}

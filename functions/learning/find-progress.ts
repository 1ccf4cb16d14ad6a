import { DRAFT } from "./course-store.ts";
import { outlineOf } from "./keep-progress.ts";
import { openCourse, openLessons, type Reading, type ReadingDeps } from "./open-course.ts";
import { type CourseProgress, shownProgress } from "./progress.ts";

/** How far somebody is in a course: nothing yet, for one they never opened. @throws {Problem} `resource-not-found` */
export async function findProgress(deps: ReadingDeps, input: Reading): Promise<CourseProgress> {
  const opened = await openCourse(deps, input);
  const [lessons, progress] = await Promise.all([
    openLessons(deps, opened),
    deps.learners.progress(input.userId).get(input.courseId),
  ]);
  const version = opened.at === DRAFT ? undefined : opened.at;
  return shownProgress(progress, outlineOf(opened, lessons), version);
}

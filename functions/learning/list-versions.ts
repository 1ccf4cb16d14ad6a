import type { CourseVersion } from "./authoring-contract.ts";
import type { CourseStore } from "./course-store.ts";
import { findDraft } from "./find-draft.ts";

const MOST_SHOWN = 100;

/** What was published of a course of the caller's, newest first. */
export async function listVersions(
  deps: { courses: CourseStore },
  input: { userId: string; courseId: string },
): Promise<CourseVersion[]> {
  const { publishedVersion } = await findDraft(deps, input);
  const versions = await deps.courses
    .versions(input.courseId)
    .find((all) => all.orderBy("version", "desc").limit(MOST_SHOWN));
  return versions.map(({ version, title, lessonCount, publishedAt, updatedAt }) => ({
    ...{ version, title, lessonCount },
    publishedAt: publishedAt ?? updatedAt,
    current: version === publishedVersion,
  }));
}

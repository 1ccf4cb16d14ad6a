import { Problem } from "../shared/problem.ts";
import { unseal } from "../shared/sealed.ts";
import { type ShownKey, shownKey } from "./block.ts";
import type { CourseStore } from "./course-store.ts";
import { findDraft } from "./find-draft.ts";

/**
 * What is right in a lesson of the caller's own draft, for those with the permission to see it unanswered; but nothing
 * of questions they copied from somebody else.
 */
export async function findAnswerKey(
  deps: { courses: CourseStore },
  input: { userId: string; courseId: string; lessonId: string },
): Promise<ShownKey> {
  await findDraft(deps, input);
  const { courseId, lessonId } = input;
  const key = await deps.courses.answerKeys(courseId).get(lessonId);
  if (!key) throw new Problem("resource-not-found", `The course has no lesson ${lessonId} with questions.`);
  return shownKey(unseal(key));
}

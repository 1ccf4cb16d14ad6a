import { checkIfMatch } from "../platform/http/etag.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { AuthorDeps } from "./change-course.ts";
import type { LessonEdit } from "./edit-lesson.ts";
import { findEditable } from "./find-draft.ts";
import { arrange } from "./move-lesson.ts";

/** Removes a lesson of the draft with its keys; the others close up. Published versions keep it. */
export function removeLesson(deps: AuthorDeps, input: LessonEdit): Promise<void> {
  const { userId, courseId, lessonId } = input;
  return deps.transact(async ({ tx }) => {
    const course = await findEditable(deps, { userId, courseId }, tx);
    const lessons = deps.courses.lessons(courseId);
    const all = await lessons.find((found) => found.orderBy("order"));
    const lesson = all.find(({ id }) => id === lessonId);
    if (!lesson) throw new Problem("resource-not-found", `The course has no lesson ${lessonId}.`);
    checkIfMatch(input.ifMatch, lesson.version);
    const at = timestamp(deps.clock());
    const others = all.filter((other) => other !== lesson);
    arrange({ lessons }, tx, { others });
    lessons.remove(tx, lessonId);
    deps.courses.answerKeys(courseId).remove(tx, lessonId);
    deps.writer.change(tx, course, at, {
      lessonCount: others.length,
      estimatedMinutes: Math.max(0, course.estimatedMinutes - lesson.estimatedMinutes),
    });
  });
}

import { readAll } from "../platform/firestore/read-all.ts";
import type { Block } from "./block.ts";
import type { StoredCourse } from "./course.ts";
import type { CourseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";
import type { CitingLesson } from "./source-contract.ts";

/** A course of somebody's, and those of its draft's lessons that cite a source. */
export interface CitingCourse {
  readonly course: StoredCourse;
  readonly lessons: readonly Lesson[];
}

/**
 * Somebody's courses whose drafts cite a source. All of their lessons are read: this is asked before a source is
 * removed, which is seldom, and an index for it would have to be kept at every change of a lesson.
 */
export async function* citingCourses(
  deps: { courses: CourseStore },
  { userId, sourceId }: { userId: string; sourceId: string },
): AsyncGenerator<CitingCourse> {
  const own = readAll(deps.courses.courses, { ownerId: userId }, async (course) => {
    const lessons = await deps.courses.lessons(course.id).find((all) => all.orderBy("order"));
    return { course, lessons: lessons.filter(({ blocks }) => citationsOf(blocks, sourceId) > 0) };
  });
  for await (const found of own) if (found.lessons.length > 0) yield found;
}

/** How often blocks cite a source. */
export const citationsOf = (blocks: readonly Block[], sourceId: string): number =>
  blocks.flatMap((block) =>
    block.type === "text" ? (block.citations ?? []).filter((citation) => citation.sourceId === sourceId) : [],
  ).length;

/** The caller's lessons that cite a source, course by course. */
export async function listCitations(
  deps: { courses: CourseStore },
  input: { userId: string; sourceId: string },
): Promise<CitingLesson[]> {
  const found: CitingLesson[] = [];
  for await (const { course, lessons } of citingCourses(deps, input))
    for (const { id: lessonId, title: lessonTitle, blocks } of lessons)
      found.push({
        ...{ courseId: course.id, courseTitle: course.title, lessonId, lessonTitle },
        count: citationsOf(blocks, input.sourceId),
      });
  return found;
}

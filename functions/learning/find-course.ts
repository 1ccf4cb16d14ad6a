import { Problem } from "../shared/problem.ts";
import type { Course } from "./course.ts";
import type { CourseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";

/** A course of the caller's. @throws {Problem} `resource-not-found`, also for somebody else's private one. */
export async function findCourse(
  deps: { courses: CourseStore },
  input: { userId: string; courseId: string },
): Promise<Course> {
  const course = await deps.courses.courses.get(input.courseId);
  if (!course || course.ownerId !== input.userId)
    throw new Problem("resource-not-found", `There is no course ${input.courseId}.`);
  return course;
}

/** The lessons of a course of the caller's, in order. */
export async function findLessons(
  deps: { courses: CourseStore },
  input: { userId: string; courseId: string },
): Promise<Lesson[]> {
  await findCourse(deps, input);
  return deps.courses.lessons(input.courseId).find((lessons) => lessons.orderBy("order"));
}

/** One lesson of a course of the caller's. @throws {Problem} `resource-not-found` */
export async function findLesson(
  deps: { courses: CourseStore },
  input: { userId: string; courseId: string; lessonId: string },
): Promise<Lesson> {
  await findCourse(deps, input);
  const lesson = await deps.courses.lessons(input.courseId).get(input.lessonId);
  if (!lesson) throw new Problem("resource-not-found", `The course has no lesson ${input.lessonId}.`);
  return lesson;
}

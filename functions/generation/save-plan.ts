import type { Lesson } from "../learning/lesson.ts";
import type { CourseWriter } from "../learning/write-course.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { Plan } from "./plan.ts";

/** Gives a course its plan: what it is called, and a lesson to be written for each part. Reads before it writes. */
export async function savePlan(
  deps: { courses: CourseWriter; clock: Clock },
  tx: Transaction,
  { courseId, plan }: { courseId: string; plan: Plan },
): Promise<void> {
  const course = await deps.courses.find(courseId, tx);
  if (!course) throw new Problem("resource-not-found", "The course was removed.");
  // A course that could not be planned may have lessons by hand since: they stay before the planned ones.
  const lessons = await deps.courses.lessons(courseId, tx);
  const own = lessons.filter(({ id }) => !plan.lessonIds.includes(id)).length;
  const at = timestamp(deps.clock());
  const { title, summary, description, tags, objectives } = plan.outline;
  const lessonCount = own + plan.lessonIds.length;
  deps.courses.change(tx, course, at, { title, summary, description, tags, objectives, lessonCount });
  for (const lesson of plannedLessons(plan, { courseId, own, at })) deps.courses.saveLesson(tx, lesson);
}

const plannedLessons = (
  { outline, lessonIds }: Plan,
  { courseId, own, at }: { courseId: string; own: number; at: string },
): Lesson[] =>
  outline.lessons.map((lesson, index) => ({
    id: lessonIds[index] ?? "",
    courseId,
    order: own + index + 1,
    title: lesson.title,
    summary: lesson.summary,
    objectives: lesson.objectives,
    estimatedMinutes: 0,
    // All of them are enqueued at once.
    status: "writing",
    version: 1,
    blocks: [],
    createdAt: at,
    updatedAt: at,
  }));

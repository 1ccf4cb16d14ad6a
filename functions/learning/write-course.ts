import type { Database, Transaction } from "../platform/firestore/database.ts";
import type { AnswerKey } from "./block.ts";
import { type Course, changed } from "./course.ts";
import { courseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";

/** How a course comes to be, for whoever writes one: each call takes part in the writer's own transaction. */
export interface CourseWriter {
  find(courseId: string, tx?: Transaction): Promise<Course | undefined>;
  create(tx: Transaction, course: Course): void;
  /** Writes a changed course; its version rises. */
  change(tx: Transaction, course: Course, at: string, changes: Partial<Course>): void;
  lessons(courseId: string, tx?: Transaction): Promise<Lesson[]>;
  lesson(courseId: string, lessonId: string): Promise<Lesson | undefined>;
  saveLesson(tx: Transaction, lesson: Lesson, key?: AnswerKey): void;
}

export function courseWriter(db: Database, tenantId: string): CourseWriter {
  const store = courseStore(db, tenantId);
  return {
    find: (courseId, tx) => store.courses.get(courseId, tx),
    create: (tx, course) => store.courses.create(tx, course.id, course),
    change: (tx, course, at, changes) => store.courses.set(tx, course.id, changed(course, at, changes)),
    lessons: async (courseId, tx) => {
      const lessons = store.lessons(courseId);
      const found = await lessons.find((all) => all.orderBy("order"));
      if (!tx) return found;
      // By their names: which lessons there are is settled once, and the locks of a query reach further.
      const present = await Promise.all(found.map(({ id }) => lessons.get(id, tx)));
      return present.filter((lesson) => lesson !== undefined);
    },
    lesson: (courseId, lessonId) => store.lessons(courseId).get(lessonId),
    saveLesson: (tx, lesson, key) => {
      store.lessons(lesson.courseId).set(tx, lesson.id, lesson);
      if (key) store.answerKeys(lesson.courseId).set(tx, lesson.id, key);
    },
  };
}

import type { Database, Transaction } from "../platform/firestore/database.ts";
import type { LessonRepair } from "../quality/repair.ts";
import { type Sealed, seal } from "../shared/sealed.ts";
import type { AnswerKey } from "./block.ts";
import { type Course, changed, type StoredCourse } from "./course.ts";
import { courseIndex } from "./course-index-store.ts";
import { courseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";
import type { StoredReport } from "./quality.ts";
import { entryOf, PUBLIC } from "./search.ts";

/** How a course comes to be, for whoever writes one: each call takes part in the writer's own transaction. */
export interface CourseWriter {
  find(courseId: string, tx?: Transaction): Promise<StoredCourse | undefined>;
  create(tx: Transaction, course: StoredCourse): void;
  /**
   * Writes a changed course; its version rises. `before` is what is stored now, where `course` is not that any more.
   */
  change(
    tx: Transaction,
    course: StoredCourse,
    at: string,
    changes: Partial<StoredCourse>,
    before?: StoredCourse,
  ): StoredCourse;
  /** Lets everybody find a course by the words of what was published, or nobody any more. */
  list(tx: Transaction, courseId: string, published: Course | undefined): void;
  lessons(courseId: string, tx?: Transaction): Promise<Lesson[]>;
  lesson(courseId: string, lessonId: string): Promise<Lesson | undefined>;
  saveLesson(tx: Transaction, lesson: Lesson, key?: AnswerKey): void;
  /** What is right in a course, by lesson. */
  keys(courseId: string): Promise<Map<string, Sealed<AnswerKey>>>;
  repairs(courseId: string): Promise<LessonRepair[]>;
  saveReport(tx: Transaction, report: StoredReport): void;
  /** Keeps what the gate did to a lesson. */
  saveRepair(tx: Transaction, courseId: string, repair: LessonRepair): void;
}

export function courseWriter(db: Database, tenantId: string): CourseWriter {
  const store = courseStore(db, tenantId);
  const index = courseIndex(db, tenantId);
  return {
    find: (courseId, tx) => store.courses.get(courseId, tx),
    create: (tx, course) => {
      store.courses.create(tx, course.id, course);
      index.put(tx, entryOf(course, course.ownerId));
    },
    change: (tx, course, at, changes, before = course) => {
      const next = changed(course, at, changes);
      store.courses.set(tx, course.id, next);
      const entry = entryOf(next, next.ownerId);
      // Its many terms are written only when there are others.
      if (JSON.stringify(entry) !== JSON.stringify(entryOf(before, before.ownerId))) index.put(tx, entry);
      return next;
    },
    list: (tx, courseId, published) =>
      published
        ? index.put(
            tx,
            entryOf({ ...published, createdAt: published.publishedAt ?? published.createdAt }, PUBLIC),
          )
        : index.remove(tx, courseId, PUBLIC),
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
      if (key) store.answerKeys(lesson.courseId).set(tx, lesson.id, seal(key));
    },
    keys: (courseId) => store.answerKeys(courseId).all(),
    repairs: (courseId) => store.repairs(courseId).find((all) => all),
    saveReport: (tx, report) => store.reports(report.courseId).set(tx, String(report.version), report),
    saveRepair: (tx, courseId, repair) => store.repairs(courseId).set(tx, repair.lessonId, repair),
  };
}

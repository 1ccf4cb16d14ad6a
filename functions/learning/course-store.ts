import type { Firestore, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { LessonRepair } from "../quality/repair.ts";
import { type Sealed, seal, unseal } from "../shared/sealed.ts";
import { AnswerKey } from "./block.ts";
import { Course, StoredCourse } from "./course.ts";
import { Lesson } from "./lesson.ts";
import { StoredReport } from "./quality.ts";

/** The version that is being written or edited; published ones are numbered and never change. */
export const DRAFT = "draft";
export type VersionName = number | typeof DRAFT;

/** The keys of one version's lessons: sealed as soon as they are read, and open to nobody but this store before. */
export interface AnswerKeys {
  get(lessonId: string, tx?: Transaction): Promise<Sealed<AnswerKey> | undefined>;
  /** Those of all lessons, by the lesson's id. */
  all(): Promise<Map<string, Sealed<AnswerKey>>>;
  set(tx: Transaction, lessonId: string, key: Sealed<AnswerKey>): void;
  remove(tx: Transaction, lessonId: string): void;
}

/**
 * Lessons, their keys and repairs are listed without locks, also in a transaction that has read the course: whoever
 * changes them changes the course in the same commit, or it is being written and nobody may. The locks of a query
 * reach further than what it finds, and authors of different courses would wait for each other.
 */
export interface CourseStore {
  readonly courses: Documents<StoredCourse>;
  /** Courses as they were published, by version. */
  versions(courseId: string): Documents<Course>;
  lessons(courseId: string, version?: VersionName): Documents<Lesson>;
  /** What the gate did to each lesson before anybody saw it, by the lesson's id. */
  repairs(courseId: string, version?: VersionName): Documents<LessonRepair>;
  /** The report on a version, under the version's own number. */
  reports(courseId: string): Documents<StoredReport>;
  /** Apart from the lessons, so that no query for one can return the other. */
  answerKeys(courseId: string, version?: VersionName): AnswerKeys;
}

export function courseStore(db: Firestore, tenantId: string): CourseStore {
  const courses = `tenants/${tenantId}/courses`;
  return {
    courses: documents(db, courses, StoredCourse),
    versions: (courseId) => documents(db, `${courses}/${courseId}/versions`, Course),
    lessons: (courseId, version = DRAFT) =>
      documents(db, `${courses}/${courseId}/versions/${version}/lessons`, Lesson),
    repairs: (courseId, version = DRAFT) =>
      documents(db, `${courses}/${courseId}/versions/${version}/repairs`, LessonRepair),
    reports: (courseId) => documents(db, `${courses}/${courseId}/reports`, StoredReport),
    answerKeys: (courseId, version = DRAFT) =>
      sealedKeys(documents(db, `${courses}/${courseId}/versions/${version}/answerKeys`, AnswerKey)),
  };
}

/** Keeps keys in a collection of their own. */
export const sealedKeys = (keys: Documents<AnswerKey>): AnswerKeys => ({
  get: async (lessonId, tx) => {
    const key = await keys.get(lessonId, tx);
    return key && seal(key);
  },
  all: async () => new Map((await keys.find((all) => all)).map((key) => [key.lessonId, seal(key)] as const)),
  set: (tx, lessonId, key) => keys.set(tx, lessonId, unseal(key)),
  remove: (tx, lessonId) => keys.remove(tx, lessonId),
});

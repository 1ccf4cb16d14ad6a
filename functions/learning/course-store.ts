import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { AnswerKey } from "./block.ts";
import { Course } from "./course.ts";
import { Lesson } from "./lesson.ts";

/** The version that is being written or edited; published ones are numbered and never change. */
export const DRAFT = "draft";

export interface CourseStore {
  readonly courses: Documents<Course>;
  lessons(courseId: string, version?: string): Documents<Lesson>;
  /** Apart from the lessons, so that no query for one can return the other. */
  answerKeys(courseId: string, version?: string): Documents<AnswerKey>;
}

export function courseStore(db: Firestore, tenantId: string): CourseStore {
  const courses = `tenants/${tenantId}/courses`;
  return {
    courses: documents(db, courses, Course),
    lessons: (courseId, version = DRAFT) =>
      documents(db, `${courses}/${courseId}/versions/${version}/lessons`, Lesson),
    answerKeys: (courseId, version = DRAFT) =>
      documents(db, `${courses}/${courseId}/versions/${version}/answerKeys`, AnswerKey),
  };
}

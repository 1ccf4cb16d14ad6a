import type { Firestore } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { LessonRepair } from "../quality/repair.ts";
import { AnswerKey } from "./block.ts";
import { type AnswerKeys, sealedKeys } from "./course-store.ts";
import { Lesson } from "./lesson.ts";
import { StoredProposal } from "./proposal.ts";

/** Proposals to rewrite parts of a course, by the task that makes them; apart from the draft until one is accepted. */
export interface ProposalStore {
  proposals(courseId: string): Documents<StoredProposal>;
  /** The lessons as they would be. */
  lessons(courseId: string, taskId: string): Documents<Lesson>;
  /** The lessons as they were when it was asked for. */
  originals(courseId: string, taskId: string): Documents<Lesson>;
  /** What is right in the questions that would be asked anew. */
  answerKeys(courseId: string, taskId: string): AnswerKeys;
  /** What the gate did to the lessons that were written anew as a whole. */
  repairs(courseId: string, taskId: string): Documents<LessonRepair>;
}

export function proposalStore(db: Firestore, tenantId: string): ProposalStore {
  const proposals = (courseId: string) => `tenants/${tenantId}/courses/${courseId}/proposals`;
  const below = (courseId: string, taskId: string, name: string) =>
    `${proposals(courseId)}/${taskId}/${name}`;
  return {
    proposals: (courseId) => documents(db, proposals(courseId), StoredProposal),
    lessons: (courseId, taskId) => documents(db, below(courseId, taskId, "lessons"), Lesson),
    originals: (courseId, taskId) => documents(db, below(courseId, taskId, "originals"), Lesson),
    answerKeys: (courseId, taskId) =>
      sealedKeys(documents(db, below(courseId, taskId, "answerKeys"), AnswerKey)),
    repairs: (courseId, taskId) => documents(db, below(courseId, taskId, "repairs"), LessonRepair),
  };
}

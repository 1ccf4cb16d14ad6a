import type { Database, Transaction } from "../platform/firestore/database.ts";
import type { LessonRepair } from "../quality/repair.ts";
import { type Sealed, seal } from "../shared/sealed.ts";
import type { AnswerKey } from "./block.ts";
import { courseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";
import type { StoredProposal } from "./proposal.ts";
import { proposalStore } from "./proposal-store.ts";

/** How a proposal comes to be, for whoever writes one: each call takes part in the writer's own transaction. */
export interface ProposalWriter {
  find(courseId: string, taskId: string, tx?: Transaction): Promise<StoredProposal | undefined>;
  /** Writes a proposal with the lessons it is made from. */
  create(tx: Transaction, proposal: StoredProposal, originals: readonly Lesson[]): void;
  change(tx: Transaction, proposal: StoredProposal, at: string, changes: Partial<StoredProposal>): void;
  /** A lesson as it was, with what was right in it. */
  original(
    courseId: string,
    taskId: string,
    lessonId: string,
  ): Promise<{ lesson: Lesson; key: Sealed<AnswerKey> | undefined } | undefined>;
  /** A lesson as it would be, with what is right in its new questions and what the gate did to it as a whole. */
  saveLesson(tx: Transaction, taskId: string, lesson: Lesson, beside: Beside): void;
}

interface Beside {
  readonly key: AnswerKey;
  readonly repair: LessonRepair | undefined;
}

export function proposalWriter(db: Database, tenantId: string): ProposalWriter {
  const store = proposalStore(db, tenantId);
  const courses = courseStore(db, tenantId);
  return {
    find: (courseId, taskId, tx) => store.proposals(courseId).get(taskId, tx),
    create: (tx, proposal, originals) => {
      const { courseId, taskId } = proposal;
      store.proposals(courseId).create(tx, taskId, proposal);
      for (const lesson of originals) store.originals(courseId, taskId).create(tx, lesson.id, lesson);
    },
    change: (tx, proposal, at, changes) =>
      store.proposals(proposal.courseId).set(tx, proposal.taskId, { ...proposal, ...changes, updatedAt: at }),
    original: async (courseId, taskId, lessonId) => {
      const [lesson, key] = await Promise.all([
        store.originals(courseId, taskId).get(lessonId),
        courses.answerKeys(courseId).get(lessonId),
      ]);
      return lesson && { lesson, key };
    },
    saveLesson: (tx, taskId, lesson, { key, repair }) => {
      store.lessons(lesson.courseId, taskId).set(tx, lesson.id, lesson);
      if (repair) store.repairs(lesson.courseId, taskId).set(tx, lesson.id, repair);
      store.answerKeys(lesson.courseId, taskId).set(tx, lesson.id, seal(key));
    },
  };
}

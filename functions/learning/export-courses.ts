import type { Database } from "../platform/firestore/database.ts";
import { readAll } from "../platform/firestore/read-all.ts";
import type { Parts } from "../platform/storage/json-text.ts";
import { shownCourse } from "./course.ts";
import { courseStore } from "./course-store.ts";
import { learnerStore, shareStore } from "./learner-store.ts";
import { type ProposalStore, proposalStore } from "./proposal-store.ts";
import { shownSource } from "./source.ts";
import { readText } from "./source-library.ts";
import { sourceStore } from "./source-store.ts";

/** The courses somebody had written, and the texts they brought. Answer keys are not theirs to see. */
export function exportCourses(deps: { db: Database; tid: string }, { userId }: { userId: string }): Parts {
  const store = courseStore(deps.db, deps.tid);
  const learners = learnerStore(deps.db, deps.tid);
  const proposals = proposalStore(deps.db, deps.tid);
  const sources = sourceStore(deps.db, deps.tid);
  return {
    courses: readAll(store.courses, { ownerId: userId }, async (course) => ({
      ...shownCourse(course),
      lessons: await store.lessons(course.id).find((lessons) => lessons.orderBy("order")),
      proposals: await exportProposals(proposals, course.id),
    })),
    enrollments: readAll(learners.enrollments(userId), {}, ofCourse),
    favorites: readAll(learners.favorites(userId), {}, ofCourse),
    ratings: readAll(learners.ratings(userId), {}, ofCourse),
    shares: readAll(shareStore(deps.db, deps.tid), { userId }, ({ userId: _, ...share }) => share),
    sources: readAll(sources.sources, { ownerId: userId }, async (source) => ({
      ...shownSource(source),
      text: await readText({ sources }, source.id),
    })),
  };
}

/** What is kept under a course's id, saying so. */
const ofCourse = <T extends { id: string }>({ id, ...rest }: T) => ({ courseId: id, ...rest });

/** What was proposed for a course, with the lessons as they would be. */
const exportProposals = async (store: ProposalStore, courseId: string) =>
  Promise.all(
    (await store.proposals(courseId).find((all) => all)).map(async (proposal) => ({
      ...proposal,
      lessons: await store.lessons(courseId, proposal.taskId).find((all) => all),
    })),
  );

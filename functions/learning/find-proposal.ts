import type { Transaction } from "../platform/firestore/database.ts";
import { Problem } from "../shared/problem.ts";
import type { CourseStore } from "./course-store.ts";
import { type Proposal, type StoredProposal, shownProposal } from "./proposal.ts";
import type { ProposalStore } from "./proposal-store.ts";

export interface ProposalDeps {
  readonly courses: CourseStore;
  readonly proposals: ProposalStore;
}

export interface ProposalName {
  readonly userId: string;
  readonly courseId: string;
  readonly taskId: string;
}

/** What a regeneration of the caller's course would change. @throws {Problem} `resource-not-found` */
export async function findProposal(deps: ProposalDeps, input: ProposalName): Promise<Proposal> {
  const { courseId, taskId } = input;
  const proposal = await ownProposal(deps, input);
  const [before, after, present] = await Promise.all([
    deps.proposals.originals(courseId, taskId).find((all) => all),
    deps.proposals.lessons(courseId, taskId).find((all) => all),
    deps.courses.lessons(courseId).getMany(proposal.targets.map(({ lessonId }) => lessonId)),
  ]);
  const byId = (lessons: typeof before) => new Map(lessons.map((lesson) => [lesson.id, lesson]));
  return shownProposal(proposal, { before: byId(before), after: byId(after), present });
}

/** A proposal for the caller's own course. @throws {Problem} `resource-not-found`, also for somebody else's. */
export async function ownProposal(
  { courses, proposals }: ProposalDeps,
  { userId, courseId, taskId }: ProposalName,
  tx?: Transaction,
): Promise<StoredProposal> {
  const [course, proposal] = await Promise.all([
    courses.courses.get(courseId, tx),
    proposals.proposals(courseId).get(taskId, tx),
  ]);
  if (course?.ownerId !== userId || !proposal)
    throw new Problem("resource-not-found", `There is no proposal ${taskId} for a course of yours.`);
  return proposal;
}

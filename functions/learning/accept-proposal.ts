import type { Transaction } from "../platform/firestore/database.ts";
import type { LessonRepair } from "../quality/repair.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { seal, unseal } from "../shared/sealed.ts";
import type { AnswerKey } from "./block.ts";
import type { AuthorDeps } from "./change-course.ts";
import type { StoredCourse } from "./course.ts";
import { refuseTooLong } from "./edit-lesson.ts";
import { findEditable } from "./find-draft.ts";
import { ownProposal, type ProposalDeps, type ProposalName } from "./find-proposal.ts";
import { changedLesson, type Lesson, minutesFor } from "./lesson.ts";
import { type StoredProposal, staleTargets } from "./proposal.ts";

type AcceptDeps = AuthorDeps & ProposalDeps;

/**
 * Puts a proposal into the draft: its lessons and no others, with the keys of their new questions, in one commit.
 * Accepting twice changes nothing more.
 * @throws {Problem} `conflict` while it is written, after it failed, or when one of its lessons was edited since.
 */
export function acceptProposal(deps: AcceptDeps, input: ProposalName): Promise<StoredCourse> {
  return deps.transact(async ({ tx }) => {
    const proposal = await ownProposal(deps, input, tx);
    const course = await findEditable(deps, input, tx);
    if (proposal.status === "accepted") return course;
    refuseUnready(proposal);
    const merged = await Promise.all(proposal.targets.map((target) => merge(deps, proposal, target, tx)));
    refuseStale(
      proposal,
      merged.flatMap(({ present }) => present ?? []),
    );
    const at = timestamp(deps.clock());
    const minutes = { estimatedMinutes: course.estimatedMinutes };
    for (const { present, written, questions, repair } of merged) {
      // Neither is missing: the proposal is ready and not stale.
      if (!present || !written) continue;
      const next = rewritten(present, written, at);
      refuseTooLong(next.blocks, questions);
      deps.courses.lessons(course.id).set(tx, next.id, next);
      deps.courses.answerKeys(course.id).set(tx, next.id, seal({ lessonId: next.id, questions }));
      // What the gate did to the lesson before is about a text that is gone.
      if (repair) deps.courses.repairs(course.id).set(tx, next.id, repair);
      minutes.estimatedMinutes += next.estimatedMinutes - present.estimatedMinutes;
    }
    minutes.estimatedMinutes = Math.max(0, minutes.estimatedMinutes);
    deps.proposals
      .proposals(course.id)
      .set(tx, proposal.taskId, { ...proposal, status: "accepted", updatedAt: at });
    return deps.writer.change(tx, course, at, minutes);
  });
}

const rewritten = (present: Lesson, written: Lesson, at: string): Lesson =>
  changedLesson(present, at, {
    summary: written.summary,
    blocks: written.blocks,
    estimatedMinutes: minutesFor(written.blocks),
    status: "ready",
  });

interface Merged {
  /** The lesson as it is now, and as it would be. */
  readonly present: Lesson | undefined;
  readonly written: Lesson | undefined;
  /** What is right in it then: in its new questions, and in those that stay. */
  readonly questions: AnswerKey["questions"];
  readonly repair: LessonRepair | undefined;
}

async function merge(
  deps: AcceptDeps,
  { courseId, taskId }: StoredProposal,
  { lessonId }: StoredProposal["targets"][number],
  tx: Transaction,
): Promise<Merged> {
  const [present, written, presentKey, key, repair] = await Promise.all([
    deps.courses.lessons(courseId).get(lessonId, tx),
    deps.proposals.lessons(courseId, taskId).get(lessonId, tx),
    deps.courses.answerKeys(courseId).get(lessonId, tx),
    deps.proposals.answerKeys(courseId, taskId).get(lessonId, tx),
    deps.proposals.repairs(courseId, taskId).get(lessonId, tx),
  ]);
  const known = {
    ...(presentKey ? unseal(presentKey).questions : {}),
    ...(key ? unseal(key).questions : {}),
  };
  const asked = new Set(
    (written?.blocks ?? []).flatMap((block) =>
      block.type === "quiz" ? block.questions.map(({ id }) => id) : [],
    ),
  );
  const questions = Object.fromEntries(Object.entries(known).filter(([id]) => asked.has(id)));
  return { present, written, questions, repair };
}

const UNREADY: Partial<Record<StoredProposal["status"], string>> = {
  writing: "The proposal is still being written.",
  failed: "The proposal could not be written. Try its task again, or ask for another.",
  discarded: "The proposal's task was canceled.",
};

function refuseUnready({ status }: StoredProposal): void {
  const why = UNREADY[status];
  if (why !== undefined)
    throw new Problem("conflict", why, status === "writing" ? { retryAfterSeconds: 5 } : {});
}

function refuseStale({ targets }: StoredProposal, present: readonly Lesson[]): void {
  const stale = staleTargets(targets, present);
  const [first] = stale;
  if (!first) return;
  const title = present.find(({ id }) => id === first.lessonId)?.title;
  const what = title === undefined ? "A lesson was removed" : `The lesson “${title}” was edited`;
  throw new Problem("conflict", `${what} after this was asked for. Have it written again.`, {
    members: { reason: "stale", lessonId: first.lessonId },
  });
}

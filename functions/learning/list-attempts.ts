import { listPage, Position } from "../platform/firestore/list-page.ts";
import { cursors } from "../platform/http/cursor.ts";
import type { Page, PageQuery } from "../shared/page.ts";
import { Problem } from "../shared/problem.ts";
import { type Attempt, type AttemptSummary, shownAttempt, summaryOf } from "./attempt.ts";
import type { LearnerStore } from "./learner-store.ts";
import { openCourse, openLesson, type ReadingDeps } from "./open-course.ts";

interface OfLesson {
  readonly userId: string;
  readonly courseId: string;
  readonly lessonId: string;
}

/**
 * The caller's attempts at a lesson, newest first; also at one that later versions are without.
 * @throws {Problem} `resource-not-found` for a lesson they may not read and never tried.
 */
export async function listAttempts(
  deps: ReadingDeps & { readonly cursorKey: () => Promise<Uint8Array> },
  { userId, courseId, lessonId, query }: OfLesson & { readonly query: PageQuery },
): Promise<Page<AttemptSummary>> {
  const scope = [deps.tid, userId, "listAttempts", courseId, lessonId];
  const list = cursors(await deps.cursorKey(), scope, Position);
  const found = await listPage(deps.learners.attempts(userId), list, query, (all) =>
    all.where("courseId", "==", courseId).where("lessonId", "==", lessonId),
  );
  if (found.items.length === 0 && query.cursor === undefined)
    await openLesson(deps, await openCourse(deps, { userId, courseId }), lessonId);
  return { ...found, items: found.items.map((attempt) => summaryOf(shownAttempt(attempt))) };
}

/** One attempt of the caller's. @throws {Problem} `resource-not-found` */
export async function findAttempt(
  deps: { readonly learners: LearnerStore },
  { userId, courseId, lessonId, attemptId }: OfLesson & { readonly attemptId: string },
): Promise<Attempt> {
  const attempt = await deps.learners.attempts(userId).get(attemptId);
  if (!attempt || attempt.courseId !== courseId || attempt.lessonId !== lessonId)
    throw new Problem("resource-not-found", `You made no attempt ${attemptId} at this lesson.`);
  return shownAttempt(attempt);
}

import type { Transact } from "../platform/firestore/transact.ts";
import { Problem } from "../shared/problem.ts";
import type { NewCard } from "./card.ts";
import { type KeepDeps, keepProgress, type Step } from "./keep-progress.ts";
import type { Lesson } from "./lesson.ts";
import { openCourse, openLessons, type ReadingDeps } from "./open-course.ts";
import { afterReport, type LessonProgress, type ProgressReport, shownLesson } from "./progress.ts";
import { untilKept } from "./until-kept.ts";

type ReportDeps = ReadingDeps & KeepDeps & { readonly transact: Transact };

interface Reporting {
  readonly userId: string;
  readonly courseId: string;
  readonly lessonId: string;
  readonly version?: number | undefined;
  readonly report: ProgressReport;
}

/**
 * Takes what a device tells of a lesson: reports in any order, from any number of devices, come to the same. What
 * was reached is never lost. A lesson that is completed by it gives its flashcards to review.
 * @throws {Problem} `resource-not-found`; `conflict` for a lesson that is not written; `validation-error` for more
 * time than can have been spent.
 */
export async function reportProgress(deps: ReportDeps, input: Reporting): Promise<LessonProgress> {
  const { userId, courseId, lessonId, report } = input;
  const opened = await openCourse(deps, input);
  const lessons = await openLessons(deps, opened);
  const lesson = readyLesson(lessons, lessonId);
  const step: Step = {
    ...{ userId, opened, lessons, lessonId },
    change: (state, now) => afterReport(state, report, now),
    cards: (before, next) =>
      before.completedAt === undefined && next.completedAt !== undefined ? flashcardsOf(lesson) : [],
  };
  const { after } = await untilKept(courseId, () => deps.transact((unit) => keepProgress(deps, unit, step)));
  return shownLesson(lessonId, after);
}

/** The lesson, once there is something in it. @throws {Problem} `resource-not-found`, `conflict` */
export function readyLesson(lessons: readonly Lesson[], lessonId: string): Lesson {
  const lesson = lessons.find(({ id }) => id === lessonId);
  if (!lesson) throw new Problem("resource-not-found", `The course has no lesson ${lessonId}.`);
  if (lesson.status !== "ready") throw new Problem("conflict", "The lesson is not written yet.");
  return lesson;
}

/** Of a lesson with more, the first ones: each is a read and a write of the commit that completes the lesson. */
const MOST_CARDS = 200;

function flashcardsOf({ courseId, id: lessonId, blocks }: Lesson): NewCard[] {
  return blocks
    .flatMap((block) => (block.type === "flashcards" ? block.cards : []))
    .slice(0, MOST_CARDS)
    .map(({ id, front, back }) => ({
      ...{ cause: `flashcard/${courseId}/${id}`, front, back },
      ...{ courseId, lessonId },
    }));
}

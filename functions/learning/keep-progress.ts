import type { Unit } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { addCards } from "./add-cards.ts";
import type { NewCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";
import { DRAFT } from "./course-store.ts";
import { type JoinDeps, joinCourse } from "./join-course.ts";
import type { Lesson } from "./lesson.ts";
import type { OpenedCourse } from "./open-course.ts";
import {
  CourseCompleted,
  LessonCompleted,
  type LessonState,
  type Outline,
  UNTOUCHED,
  withLesson,
} from "./progress.ts";

export type KeepDeps = JoinDeps & { readonly cards: CardStore };

/** What is to become of a learner's progress. */
export interface Step {
  readonly userId: string;
  readonly opened: OpenedCourse;
  readonly lessons: readonly Lesson[];
  readonly lessonId: string;
  /** The lesson's next state; the same object, or an equal one, leaves it. */
  change(state: LessonState, now: string): LessonState;
  /** Cards that the change is the cause of. */
  cards(before: LessonState, after: LessonState): readonly NewCard[];
}

/** The state before and after. */
export interface Kept {
  readonly before: LessonState;
  readonly after: LessonState;
}

/**
 * Changes somebody's progress in a lesson, in the caller's transaction: enrols them if need be, adds cards, tells of
 * a lesson and of a course that are completed by it, each once however many devices say so. It reads everything
 * before it writes, without locks: the commit fails as stale or taken when another device came first, and is repeated
 * (`untilKept`).
 */
export async function keepProgress(deps: KeepDeps, unit: Unit, step: Step): Promise<Kept> {
  const { userId, opened, lessonId } = step;
  const { course, at } = opened;
  const now = timestamp(deps.clock());
  const [read, join] = await Promise.all([
    deps.learners.readProgress(userId, course.id),
    joinCourse(deps, { userId, opened }),
  ]);
  const present = read.progress;
  const before = present?.lessons[lessonId] ?? UNTOUCHED;
  const after = step.change(before, now);
  const cards = step.cards(before, after);
  const saveCards = await addCards(deps, unit.tx, { userId, cards, unlocked: true });
  join(unit);
  saveCards();
  if (present?.lastLessonId === lessonId && JSON.stringify(before) === JSON.stringify(after))
    return { before, after };
  const next = withLesson(present, outlineOf(opened, step.lessons), { lessonId, state: after, now });
  deps.learners.writeProgress(unit.tx, userId, next, read);
  const told = { userId, courseId: course.id, version: at === DRAFT ? null : at };
  const tell = (type: string, data: Record<string, unknown>) =>
    unit.publish({ id: deps.newId(), type, tid: deps.tid, at: now, data });
  if (before.completedAt === undefined && after.completedAt !== undefined)
    tell("lesson.completed", LessonCompleted.parse({ ...told, lessonId }));
  if (present?.completedAt === undefined && next.completedAt !== undefined) {
    deps.courses.courses.add(unit.tx, course.id, { "stats.completions": 1 });
    tell("course.completed", CourseCompleted.parse(told));
  }
  return { before, after };
}

/** What there is to complete: lessons that failed can be read by nobody, and others may still be written. */
export function outlineOf({ course }: OpenedCourse, lessons: readonly Lesson[]): Outline {
  const there = lessons.filter(({ status }) => status !== "failed");
  return {
    courseId: course.id,
    lessonIds: there.map(({ id }) => id),
    isGrowing: course.status === "generating",
  };
}

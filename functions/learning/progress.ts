import { z } from "zod";
import { Problem } from "../shared/problem.ts";

/** How far somebody is in one lesson, as stored. */
export const LessonState = z.strictObject({
  /** 0 to 1; never falls. */
  position: z.number().min(0).max(1),
  /** There once it is completed, for good. */
  completedAt: z.iso.datetime().optional(),
  secondsSpent: z.int().nonnegative(),
  /** When time spent was first told, and when it last rose: what a report is held to. */
  timedFrom: z.iso.datetime().optional(),
  timedAt: z.iso.datetime().optional(),
  attempts: z.int().nonnegative(),
  bestScore: z.number().min(0).max(1).optional(),
  passedAt: z.iso.datetime().optional(),
});
export type LessonState = z.infer<typeof LessonState>;

/**
 * How far somebody is in a course: `users/{userId}/progress/{courseId}`. One document, so that of several devices
 * one alone completes it. Lessons keep their ids from version to version, and so their progress.
 */
export const Progress = z.strictObject({
  id: z.uuid().meta({ description: "The course's" }),
  lessons: z.record(z.uuid(), LessonState),
  lastLessonId: z.uuid(),
  /** There once every lesson of a version was completed, for good. */
  completedAt: z.iso.datetime().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Progress = z.infer<typeof Progress>;

export const LessonProgress = z
  .strictObject({
    lessonId: z.uuid(),
    position: z.number().min(0).max(1),
    completed: z.boolean(),
    completedAt: z.iso.datetime().optional(),
    secondsSpent: z.int().nonnegative(),
    bestScore: z.number().min(0).max(1).optional(),
  })
  .meta({ id: "LessonProgress" });
export type LessonProgress = z.infer<typeof LessonProgress>;

export const CourseProgress = z
  .strictObject({
    courseId: z.uuid(),
    version: z.int().positive().optional().meta({ description: "The version read; none for the draft" }),
    percent: z.int().min(0).max(100),
    lessons: z.array(LessonProgress),
    completedAt: z.iso.datetime().optional().meta({
      description: "Stays when a later version adds lessons",
    }),
    nextLessonId: z.uuid().optional().meta({ description: "What to go on with; none when all is done" }),
  })
  .meta({ id: "CourseProgress" });
export type CourseProgress = z.infer<typeof CourseProgress>;

/** What a device tells of a lesson. */
export const ProgressReport = z
  .strictObject({
    position: z.number().min(0).max(1).meta({ example: 0.5 }),
    secondsSpent: z.int().nonnegative().optional().meta({
      description: "All the time this device saw spent on the lesson so far; the most of any device counts",
    }),
    completed: z.boolean().optional(),
  })
  .meta({ id: "ProgressReport" });
export type ProgressReport = z.infer<typeof ProgressReport>;

const ofCourse = { userId: z.uuid(), courseId: z.uuid() };
/** Null for the author's draft. */
const version = z.int().positive().nullable();
/** The data of the event `course.enrolled`. */
export const CourseEnrolled = z.strictObject({ ...ofCourse, version });
/** The data of the event `lesson.completed`: told once of a learner and a lesson. */
export const LessonCompleted = z.strictObject({ ...ofCourse, lessonId: z.uuid(), version });
/** The data of the event `course.completed`: told once of a learner and a course. */
export const CourseCompleted = z.strictObject({ ...ofCourse, version });

/** A lesson that was never opened. */
export const UNTOUCHED: LessonState = { position: 0, secondsSpent: 0, attempts: 0 };

/** A device may have been offline for a long session before it first tells of it. */
const FIRST_SECONDS = 6 * 3600;
/** What a device that is late, or whose clock runs fast, may add above the time that went by. */
const SPARE_SECONDS = 300;

/**
 * A lesson's state after a report; reports in any order, and repeated, come to the same. `now` is RFC 3339.
 * @throws {Problem} `validation-error` for more time than can have been spent.
 */
export function afterReport(state: LessonState, report: ProgressReport, now: string): LessonState {
  const timed = report.secondsSpent === undefined ? state : afterTime(state, report.secondsSpent, now);
  const completedAt = state.completedAt ?? (report.completed === true ? now : undefined);
  const position = completedAt === undefined ? Math.max(state.position, report.position) : 1;
  return { ...timed, position, ...(completedAt !== undefined && { completedAt }) };
}

function afterTime(state: LessonState, seconds: number, now: string): LessonState {
  const { timedFrom = now, timedAt, secondsSpent } = state;
  const most =
    timedAt === undefined
      ? FIRST_SECONDS
      : Math.min(
          secondsSpent + secondsBetween(timedAt, now) + SPARE_SECONDS,
          // Many reports, each with its spare time, come to no more than one that was late.
          FIRST_SECONDS + secondsBetween(timedFrom, now),
        );
  if (seconds > Math.max(most, secondsSpent))
    throw new Problem("validation-error", "So much time cannot have been spent.", {
      errors: [{ pointer: "#/secondsSpent", detail: `must be at most ${Math.floor(most)} now` }],
    });
  if (timedAt !== undefined && seconds <= secondsSpent) return state;
  return { ...state, secondsSpent: Math.max(secondsSpent, seconds), timedFrom, timedAt: now };
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/** A lesson's state after an attempt at its quiz. */
export function afterAttempt(
  state: LessonState,
  { score, passed }: { score: number; passed: boolean },
  now: string,
): LessonState {
  const passedAt = state.passedAt ?? (passed ? now : undefined);
  return {
    ...state,
    attempts: state.attempts + 1,
    bestScore: Math.max(state.bestScore ?? 0, score),
    ...(passedAt !== undefined && { passedAt }),
  };
}

/** What a version asks of its learners. */
export interface Outline {
  readonly courseId: string;
  /** The lessons there are to complete, in order. */
  readonly lessonIds: readonly string[];
  /** Lessons may still come, so it cannot be completed yet. */
  readonly isGrowing: boolean;
}

/** A course's progress with a lesson's new state; complete once all of the outline's lessons are. */
export function withLesson(
  before: Progress | undefined,
  outline: Outline,
  { lessonId, state, now }: { lessonId: string; state: LessonState; now: string },
): Progress {
  const lessons = { ...before?.lessons, [lessonId]: state };
  const isDone =
    !outline.isGrowing && outline.lessonIds.every((id) => lessons[id]?.completedAt !== undefined);
  const completedAt = before?.completedAt ?? (isDone ? now : undefined);
  return {
    ...{ id: outline.courseId, lessons, lastLessonId: lessonId },
    ...(completedAt !== undefined && { completedAt }),
    ...{ createdAt: before?.createdAt ?? now, updatedAt: now },
  };
}

export const shownLesson = (lessonId: string, state: LessonState = UNTOUCHED): LessonProgress => ({
  ...{ lessonId, position: state.position, completed: state.completedAt !== undefined },
  ...(state.completedAt !== undefined && { completedAt: state.completedAt }),
  secondsSpent: state.secondsSpent,
  ...(state.bestScore !== undefined && { bestScore: state.bestScore }),
});

/** A course's progress as its learner sees it in the version they read. */
export function shownProgress(
  progress: Progress | undefined,
  { courseId, lessonIds }: Outline,
  version: number | undefined,
): CourseProgress {
  const lessons = lessonIds.map((id) => shownLesson(id, progress?.lessons[id]));
  const nextLessonId = nextOf(lessons, progress?.lastLessonId);
  return {
    courseId,
    ...(version !== undefined && { version }),
    ...{ percent: percentOf(lessons), lessons },
    ...(progress?.completedAt !== undefined && { completedAt: progress.completedAt }),
    ...(nextLessonId !== undefined && { nextLessonId }),
  };
}

/** 100 only when every lesson is completed. */
function percentOf(lessons: readonly LessonProgress[]): number {
  if (lessons.length === 0) return 0;
  if (lessons.every(({ completed }) => completed)) return 100;
  const sum = lessons.reduce((total, { position }) => total + position, 0);
  return Math.min(99, Math.floor((100 * sum) / lessons.length));
}

/** The first that is not completed after the one last opened; else the first that is not completed. */
function nextOf(lessons: readonly LessonProgress[], lastLessonId: string | undefined): string | undefined {
  const last = lessons.findIndex(({ lessonId }) => lessonId === lastLessonId);
  const open = lessons.filter(({ completed }) => !completed);
  const later = lessons.slice(last + 1).find(({ completed }) => !completed);
  return (later ?? open[0])?.lessonId;
}

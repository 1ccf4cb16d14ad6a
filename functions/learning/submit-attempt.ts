import { isDeepStrictEqual } from "node:util";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { unseal } from "../shared/sealed.ts";
import {
  type Answer,
  type Attempt,
  answerFaults,
  passMarkOf,
  QuizPassed,
  type StoredAttempt,
  shownAttempt,
} from "./attempt.ts";
import type { Question } from "./block.ts";
import type { NewCard } from "./card.ts";
import { DRAFT } from "./course-store.ts";
import { type Graded, gradeAnswers, scoreOf } from "./grade.ts";
import { type KeepDeps, keepProgress } from "./keep-progress.ts";
import type { Lesson } from "./lesson.ts";
import { type OpenedCourse, openCourse, openLessons, type ReadingDeps } from "./open-course.ts";
import { type GradedLesson, readQuiz } from "./open-quiz.ts";
import { afterAttempt } from "./progress.ts";
import { readyLesson } from "./report-progress.ts";
import { seedOf } from "./shuffle.ts";
import { untilKept } from "./until-kept.ts";

type AttemptDeps = ReadingDeps & KeepDeps & { readonly transact: Transact };

interface Attempting {
  /** What the learner's device calls it: however often it is delivered, it is made once. */
  readonly attemptId?: string | undefined;
  readonly userId: string;
  readonly courseId: string;
  readonly lessonId: string;
  readonly version?: number | undefined;
  readonly answers: readonly Answer[];
}

/**
 * Grades somebody's answers and keeps them: attempts are numbered in the order in which they were kept, also those
 * made at once. What was answered wrong becomes a card to review.
 * @throws {Problem} `validation-error` for answers that fit no question of the lesson; `conflict` for a lesson
 * without questions; `resource-not-found`.
 */
export const submitAttempt = async (deps: AttemptDeps, input: Attempting): Promise<Attempt> =>
  (await deliverAttempt(deps, input)).attempt;

interface Delivered {
  readonly attempt: Attempt;
  /** It had been made before. */
  readonly known: boolean;
}

/**
 * As `submitAttempt`, and tells whether the attempt was there already: then nothing is graded or counted again, also
 * when the course has changed or gone since.
 * @throws {Problem} besides, `conflict` when the learner's attempt of that id is another one.
 */
export async function deliverAttempt(deps: AttemptDeps, input: Attempting): Promise<Delivered> {
  const { userId, courseId, lessonId, answers, attemptId } = input;
  const made = { id: attemptId ?? deps.newId(), courseId, lessonId };
  const keptBefore = async (): Promise<Attempt | undefined> => {
    const kept = await deps.learners.attempts(userId).get(made.id);
    if (!kept) return undefined;
    if (!isDeepStrictEqual([kept.courseId, kept.lessonId, kept.answers], [courseId, lessonId, answers]))
      throw new Problem("conflict", "This id was used for an attempt with other answers.");
    return shownAttempt(kept);
  };
  const before = attemptId === undefined ? undefined : await keptBefore();
  if (before) return { attempt: before, known: true };
  const opened = await openCourse(deps, input);
  const lessons = await openLessons(deps, opened);
  const lesson = readyLesson(lessons, lessonId);
  // A published version never changes; a draft and its key are read in one moment.
  const published = opened.at === DRAFT ? undefined : await readQuiz(deps, opened, { lesson });
  let tries = 0;
  let known = false;
  const attempt = await untilKept(courseId, () =>
    // It returns what the call answers: that is stored with it for an Idempotency-Key.
    deps.transact(async (unit) => {
      tries += 1;
      // A commit of which nothing was heard may have happened, or another delivery of the same attempt.
      const kept = tries > 1 ? await keptBefore() : undefined;
      known = kept !== undefined;
      if (kept) return kept;
      const found = published ?? (await readDraft(deps, opened, { lessonId, unit }));
      return keepAttempt(deps, unit, { userId, opened, lessons, found, made, answers });
    }),
  );
  return { attempt, known };
}

interface Keeping {
  readonly userId: string;
  readonly opened: OpenedCourse;
  readonly lessons: readonly Lesson[];
  readonly found: GradedLesson;
  readonly made: { readonly id: string; readonly courseId: string; readonly lessonId: string };
  readonly answers: readonly Answer[];
}

async function keepAttempt(deps: AttemptDeps, unit: Unit, keeping: Keeping): Promise<Attempt> {
  const { userId, opened, lessons, found, made, answers } = keeping;
  const graded = gradeAll(found, answers);
  const attempt = { ...made, ...scored(found, opened, graded) };
  const { before, after } = await keepProgress(deps, unit, {
    ...{ userId, opened, lessons, lessonId: made.lessonId },
    change: (state, now) => afterAttempt(state, attempt, now),
    cards: () => missedCards(found.lesson, unseal(found.quiz).questions, graded),
  });
  const number = after.attempts;
  const stored: StoredAttempt = {
    ...attempt,
    ...{ number, first: number === 1, seed: seedOf(userId, made.lessonId, number) },
    ...{ answers: [...answers], results: graded, createdAt: timestamp(deps.clock()) },
  };
  deps.learners.attempts(userId).create(unit.tx, made.id, stored);
  if (before.passedAt === undefined && after.passedAt !== undefined)
    tellPassed(deps, unit, { userId, attempt: stored });
  return shownAttempt(stored);
}

async function readDraft(
  deps: AttemptDeps,
  opened: OpenedCourse,
  { lessonId, unit: { tx } }: { lessonId: string; unit: Unit },
): Promise<GradedLesson> {
  const lesson = await deps.courses.lessons(opened.course.id).get(lessonId, tx);
  return readQuiz(deps, opened, { lesson: readyLesson(lesson ? [lesson] : [], lessonId), tx });
}

function gradeAll({ quiz }: GradedLesson, answers: readonly Answer[]): Graded[] {
  const errors = answerFaults(unseal(quiz).questions, answers);
  if (errors.length > 0)
    throw new Problem("validation-error", "Some answers do not fit the questions of this lesson.", {
      errors,
    });
  return gradeAnswers(unseal(quiz), answers);
}

function scored({ lesson, quiz }: GradedLesson, { at }: OpenedCourse, graded: readonly Graded[]) {
  const questionCount = unseal(quiz).questions.length;
  const score = scoreOf(graded, questionCount);
  const passMark = passMarkOf(lesson);
  return {
    ...(at !== DRAFT && { version: at }),
    ...{ score, passMark, passed: score >= passMark, questionCount, lessonVersion: lesson.version },
  };
}

/** What was answered, and not wholly right: the question before, what is right behind. */
function missedCards(
  { courseId, id: lessonId }: Lesson,
  questions: readonly Question[],
  graded: readonly Graded[],
): NewCard[] {
  return graded.flatMap((result) => {
    const question = questions.find(({ id }) => id === result.questionId);
    if (!question || result.correct) return [];
    const { prompt, options } = question;
    const listed = options.map(({ text }) => `- ${text}`).join("\n");
    const right = options.filter(({ id }) => result.correctOptionIds.includes(id)).map(({ text }) => text);
    const written = result.correctText === undefined ? right : [result.correctText];
    return {
      cause: `question/${courseId}/${question.id}`,
      front: [prompt, listed].filter((part) => part !== "").join("\n\n"),
      back: [written.join("\n"), result.explanation].filter((part) => part !== "").join("\n\n"),
      ...{ courseId, lessonId },
    };
  });
}

function tellPassed(
  deps: AttemptDeps,
  { publish }: Unit,
  { userId, attempt }: { userId: string; attempt: StoredAttempt },
): void {
  const { id: attemptId, courseId, lessonId, number, score, version = null } = attempt;
  const data = QuizPassed.parse({ userId, courseId, lessonId, attemptId, number, score, version });
  publish({ id: deps.newId(), type: "quiz.passed", tid: deps.tid, at: attempt.createdAt, data });
}

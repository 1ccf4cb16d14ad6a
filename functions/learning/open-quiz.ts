import type { Transaction } from "../platform/firestore/database.ts";
import { Problem } from "../shared/problem.ts";
import { type Sealed, seal, unseal } from "../shared/sealed.ts";
import { passMarkOf, questionsOf } from "./attempt.ts";
import type { Quiz } from "./grade.ts";
import type { Lesson } from "./lesson.ts";
import { type OpenedCourse, openCourse, openLesson, type Reading, type ReadingDeps } from "./open-course.ts";
import { UNTOUCHED } from "./progress.ts";
import type { ShownQuiz } from "./quiz-contract.ts";
import { seedOf, shuffleQuestions } from "./shuffle.ts";

/**
 * A lesson's questions in the order of the caller's next attempt. Nothing is written: asked again, they come in the
 * same order until an attempt is made.
 * @throws {Problem} `resource-not-found`; `conflict` for a lesson without questions.
 */
export async function openQuiz(
  deps: ReadingDeps,
  input: Reading & { readonly lessonId: string },
): Promise<ShownQuiz> {
  const { userId, courseId, lessonId } = input;
  const opened = await openCourse(deps, input);
  const [lesson, progress] = await Promise.all([
    openLesson(deps, opened, lessonId),
    deps.learners.progress(userId).get(courseId),
  ]);
  const questions = questionsOf(lesson);
  if (questions.length === 0) throw noQuiz();
  const attempt = (progress?.lessons[lessonId] ?? UNTOUCHED).attempts + 1;
  const seed = seedOf(userId, lessonId, attempt);
  const shuffled = shuffleQuestions(questions, { seed, language: opened.course.language });
  return { lessonId, attempt, seed, passMark: passMarkOf(lesson), questions: shuffled };
}

/** A lesson with what its answers are graded against. */
export interface GradedLesson {
  readonly lesson: Lesson;
  readonly quiz: Sealed<Quiz>;
}

/** A lesson of an opened course with its key. @throws {Problem} `conflict` for a lesson without questions. */
export async function readQuiz(
  deps: ReadingDeps,
  { course, at }: OpenedCourse,
  { lesson, tx }: { lesson: Lesson; tx?: Transaction },
): Promise<GradedLesson> {
  const questions = questionsOf(lesson);
  const key = await deps.courses.answerKeys(course.id, at).get(lesson.id, tx);
  if (questions.length === 0 || !key) throw noQuiz();
  return { lesson, quiz: seal({ questions, key: unseal(key), language: course.language }) };
}

const noQuiz = (): Problem => new Problem("conflict", "The lesson has no questions to answer.");

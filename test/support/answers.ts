import { z } from "zod";
import { type Answer, Attempt, questionsOf } from "../../functions/learning/attempt.ts";
import type { AnswerKey, Question } from "../../functions/learning/block.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";
import { CourseProgress, LessonProgress } from "../../functions/learning/progress.ts";
import { machinery } from "../../functions/platform/firestore/machinery.ts";
import { answerKeys, stackDeps } from "./api-deps.ts";
import { answered } from "./authors.ts";
import type { Learner } from "./client.ts";

/** An answer to a lesson's first question: some option. @returns the attempt's id. */
export async function anAttempt(
  learner: Learner,
  { courseId, lessonId, questions }: { courseId: string; lessonId: string; questions: readonly Question[] },
): Promise<string> {
  const [question] = questions;
  const answers = [
    { questionId: question?.id, optionIds: question?.options.slice(0, 1).map(({ id }) => id) },
  ];
  const path = `/v1/courses/${courseId}/lessons/${lessonId}/attempts`;
  return answered(await learner.call("POST", path, { answers }), 201, Attempt).id;
}

/** What is right in a lesson, as stored. */
export async function keyOf(lesson: Pick<Lesson, "id" | "courseId">): Promise<AnswerKey> {
  const key = (await answerKeys(lesson.courseId)).find(({ lessonId }) => lessonId === lesson.id);
  if (!key) throw new Error(`the lesson ${lesson.id} has no key`);
  return key;
}

/** Answers to all questions of a lesson: the right ones, or wrong ones where `isRight` says so. */
export async function answersTo(
  lesson: Lesson,
  isRight: (question: Question) => boolean = () => true,
): Promise<Answer[]> {
  const { questions } = await keyOf(lesson);
  return questionsOf(lesson).map((question) => {
    const { correctOptionIds = [], correctText } = questions[question.id] ?? {};
    const right = isRight(question);
    if (correctText !== undefined) return { questionId: question.id, text: right ? correctText : "nonsense" };
    const wrong = question.options.map(({ id }) => id).filter((id) => !correctOptionIds.includes(id));
    return { questionId: question.id, optionIds: right ? correctOptionIds : wrong.slice(0, 1) };
  });
}

export const attemptsPath = (lesson: Pick<Lesson, "id" | "courseId">): string =>
  `/v1/courses/${lesson.courseId}/lessons/${lesson.id}/attempts`;

export const attempt = async (
  learner: Learner,
  lesson: Pick<Lesson, "id" | "courseId">,
  answers: readonly Answer[],
): Promise<Attempt> => answered(await learner.call("POST", attemptsPath(lesson), { answers }), 201, Attempt);

export const report = async (
  learner: Learner,
  lesson: Pick<Lesson, "id" | "courseId">,
  said: object,
): Promise<LessonProgress> => {
  const path = `/v1/courses/${lesson.courseId}/lessons/${lesson.id}/progress`;
  return answered(await learner.call("PUT", path, said), 200, LessonProgress);
};

export const progressOf = (learner: Learner, courseId: string): Promise<CourseProgress> =>
  learner.read(`/v1/courses/${courseId}/progress`, CourseProgress);

const Told = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });

/** The events told of a course's learners, in the order of their names. */
export async function toldOf(courseId: string): Promise<z.infer<typeof Told>[]> {
  const { outbox } = machinery(stackDeps().db);
  const entries = await outbox.find((all) => all.where("mentions", "array-contains", courseId));
  return entries
    .filter(({ kind }) => kind === "publish")
    .map(({ body }) => Told.parse(JSON.parse(body)))
    .filter(({ type }) => type !== "course.published")
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** The causes of somebody's cards of a course. */
export async function causesOf(learner: Learner, courseId: string): Promise<string[]> {
  const cards = stackDeps().db.collection(`tenants/default/users/${learner.userId}/cards`);
  const { docs } = await cards.where("courseId", "==", courseId).get();
  return docs.map((card) => String(card.get("cause"))).sort();
}

import { z } from "zod";
import type { Fault } from "../shared/problem.ts";
import type { Question } from "./block.ts";
import type { Lesson } from "./lesson.ts";

/** More than any lesson has questions. */
const MOST_ANSWERS = 500;

export const Answer = z
  .strictObject({
    questionId: z.uuid(),
    optionIds: z.array(z.uuid()).max(50).optional().meta({ description: "What was chosen" }),
    text: z.string().max(500).optional().meta({
      description: "What was written into the gap of a cloze; in place of `optionIds`",
    }),
  })
  .meta({ id: "Answer" });
export type Answer = z.infer<typeof Answer>;

export const AttemptInput = z
  .strictObject({ answers: z.array(Answer).min(1).max(MOST_ANSWERS) })
  .meta({ id: "AttemptInput" });

export const AnswerResult = z
  .strictObject({
    questionId: z.uuid(),
    correct: z.boolean(),
    credit: z.number().min(0).max(1).meta({ description: "Less than 1 where only a part was right" }),
    correctOptionIds: z.array(z.uuid()),
    correctText: z.string().optional(),
    explanation: z.string(),
  })
  .meta({ id: "AnswerResult" });
export type AnswerResult = z.infer<typeof AnswerResult>;

const summary = {
  id: z.uuid(),
  courseId: z.uuid(),
  lessonId: z.uuid(),
  /** 1 for the learner's first at this lesson; no two have the same. */
  number: z.int().positive(),
  first: z.boolean().meta({ description: "The one that points and statistics count" }),
  version: z.int().positive().optional().meta({ description: "The course's; none for the draft" }),
  score: z.number().min(0).max(1).meta({ description: "Over all questions of the lesson" }),
  passMark: z.number().min(0).max(1),
  passed: z.boolean(),
  createdAt: z.iso.datetime(),
};

export const AttemptSummary = z.strictObject(summary).meta({ id: "AttemptSummary" });
export type AttemptSummary = z.infer<typeof AttemptSummary>;

/** An attempt with what is right of the questions that were answered, and of no other. */
export const Attempt = z
  .strictObject({
    ...summary,
    seed: z.string().meta({ description: "What questions and options were shuffled by" }),
    answers: z.array(Answer),
    results: z.array(AnswerResult),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

/** As stored: `users/{userId}/attempts/{id}`. */
export const StoredAttempt = Attempt.extend({
  /** The lesson's own version: it tells one state of a draft from the next. */
  lessonVersion: z.int().positive(),
  questionCount: z.int().positive(),
});
export type StoredAttempt = z.infer<typeof StoredAttempt>;

/** The data of the event `quiz.passed`: told once of a learner and a lesson. */
export const QuizPassed = z.strictObject({
  ...{ userId: z.uuid(), courseId: z.uuid(), lessonId: z.uuid(), attemptId: z.uuid() },
  ...{ number: z.int().positive(), score: z.number(), version: z.int().positive().nullable() },
});

export const shownAttempt = ({ lessonVersion: _, questionCount: __, ...attempt }: StoredAttempt): Attempt =>
  attempt;

export function summaryOf({ answers: _, results: __, seed: ___, ...attempt }: Attempt): AttemptSummary {
  return attempt;
}

const PASS_MARK = 0.7;

export const passMarkOf = ({ passMark = PASS_MARK }: Pick<Lesson, "passMark">): number => passMark;

/** All questions of a lesson, in the order of its blocks. */
export const questionsOf = ({ blocks }: Pick<Lesson, "blocks">): Question[] =>
  blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));

/** Everything that keeps answers from being graded, each with a pointer to it. */
export function answerFaults(questions: readonly Question[], answers: readonly Answer[]): Fault[] {
  const seen = new Set<string>();
  return answers.flatMap((answer, index): Fault[] => {
    const at = `#/answers/${index}`;
    const question = questions.find(({ id }) => id === answer.questionId);
    const repeated = seen.has(answer.questionId);
    seen.add(answer.questionId);
    if (!question) return [{ pointer: `${at}/questionId`, detail: "is no question of this lesson" }];
    if (repeated) return [{ pointer: `${at}/questionId`, detail: "is answered twice" }];
    return answer.text !== undefined ? textFaults(question, answer, at) : choiceFaults(question, answer, at);
  });
}

function textFaults({ kind }: Question, { optionIds }: Answer, at: string): Fault[] {
  if (kind !== "cloze") return [{ pointer: `${at}/text`, detail: "is for a cloze; choose from the options" }];
  return optionIds === undefined ? [] : [{ pointer: at, detail: "must have optionIds or text, not both" }];
}

function choiceFaults({ kind, options }: Question, { optionIds }: Answer, at: string): Fault[] {
  if (optionIds === undefined) return [{ pointer: at, detail: "must have optionIds or text" }];
  const faults = optionIds.flatMap((id, place): Fault[] => {
    const pointer = `${at}/optionIds/${place}`;
    if (!options.some((option) => option.id === id))
      return [{ pointer, detail: "is no option of the question" }];
    return optionIds.indexOf(id) < place ? [{ pointer, detail: "is chosen twice" }] : [];
  });
  const pointer = `${at}/optionIds`;
  if (optionIds.length === 0) return [{ pointer, detail: "must hold what was chosen" }];
  if (kind !== "multiple" && optionIds.length > 1) faults.push({ pointer, detail: "only one can be chosen" });
  return faults;
}

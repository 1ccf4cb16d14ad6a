import type { AnswerKey, Question } from "./block.ts";
import { readNumbered, sameNumber, sameQuantity } from "./quantity.ts";
import { distance, slipsBetween } from "./slip.ts";
import { articlesAgree, joined, sameWording, wordingOf } from "./wording.ts";

/** What was answered to one question: options, or text. */
export interface GivenAnswer {
  readonly questionId: string;
  readonly optionIds?: readonly string[] | undefined;
  readonly text?: string | undefined;
}

/** What an answer came to, with what is right. */
export interface Graded {
  readonly questionId: string;
  readonly correct: boolean;
  /** 0 to 1: a part where several options are right and some of them were chosen. */
  readonly credit: number;
  readonly correctOptionIds: string[];
  readonly correctText?: string;
  readonly explanation: string;
}

/** What answers are graded against. */
export interface Quiz {
  readonly questions: readonly Question[];
  readonly key: AnswerKey;
  /** BCP 47: which sign is decimal, and what an article is. */
  readonly language: string;
}

/**
 * Grades answers that fit their questions (`answerFaults` finds none), in their order.
 * @throws {Error} for a question without a key.
 */
export function gradeAnswers(quiz: Quiz, answers: readonly GivenAnswer[]): Graded[] {
  return answers.map((answer) => {
    const question = quiz.questions.find(({ id }) => id === answer.questionId);
    const key = quiz.key.questions[answer.questionId];
    if (!question || !key) throw new Error(`the question ${answer.questionId} has no key`);
    const credit = creditOf(quiz, question, answer);
    return {
      questionId: question.id,
      correct: credit === 1,
      credit,
      correctOptionIds: key.correctOptionIds,
      ...(key.correctText !== undefined && { correctText: key.correctText }),
      explanation: key.explanation,
    };
  });
}

/** Credits over all questions of the lesson, answered or not: 0 to 1, to six places. */
export function scoreOf(graded: readonly { credit: number }[], questionCount: number): number {
  const sum = graded.reduce((total, { credit }) => total + credit, 0);
  return questionCount === 0 ? 0 : Math.round((sum / questionCount) * 1e6) / 1e6;
}

function creditOf(quiz: Quiz, question: Question, answer: GivenAnswer): number {
  if (answer.text !== undefined) return isRightText(quiz, question, answer.text) ? 1 : 0;
  const right = new Set(quiz.key.questions[question.id]?.correctOptionIds);
  const chosen = answer.optionIds ?? [];
  const hits = chosen.filter((id) => right.has(id)).length;
  if (right.size === 0) return 0;
  return Math.max(0, (hits - (chosen.length - hits)) / right.size);
}

/** Written answers are taken for what they mean; one that is as near to something wrong is wrong. */
function isRightText(quiz: Quiz, question: Question, text: string): boolean {
  const right = rightTexts(quiz, question);
  const wrong = wrongTexts(quiz, question, right);
  return right.some((accepted) => matchText(text, accepted, { language: quiz.language, wrong }));
}

/** Everything that is right to write. */
function rightTexts({ key }: Quiz, { id, options }: Question): string[] {
  const { correctOptionIds = [], correctText, acceptedTexts = [] } = key.questions[id] ?? {};
  const chosen = options.filter((option) => correctOptionIds.includes(option.id)).map(({ text }) => text);
  return [...chosen, ...(correctText === undefined ? [] : [correctText]), ...acceptedTexts];
}

/** What is wrong here, though near: the other options, and what is right of the lesson's other questions. */
function wrongTexts(quiz: Quiz, question: Question, right: readonly string[]): string[] {
  const options = question.options.map(({ text }) => text);
  const others = quiz.questions
    .filter(({ id, kind }) => id !== question.id && kind === "cloze")
    .flatMap((other) => rightTexts(quiz, other));
  return [...options, ...others].filter((text) => !right.includes(text));
}

interface Matching {
  readonly language: string;
  /** Texts that are wrong: what is as near to one of them is no slip. */
  readonly wrong: readonly string[];
}

/**
 * Whether what was written means what was wanted. Numbers must be equal, in whatever way and prefix of their unit
 * they are written; words may differ in case, accents, spacing, articles and, if they are long, by a slip.
 */
export function matchText(given: string, wanted: string, { language, wrong }: Matching): boolean {
  const [is, should] = [readNumbered(given, language), readNumbered(wanted, language)];
  if (is && should) {
    if (is.unit || should.unit) return sameQuantity(is, should);
    const words = { language, wrong: wrong.map((text) => readNumbered(text, language)?.rest ?? text) };
    return sameNumber(is.value, should.value) && matchWords(is.rest, should.rest, words);
  }
  // One of them is no number: not even a slip in its words makes it the other.
  if (is || should) return sameWording(wordingOf(given, language), wordingOf(wanted, language), language);
  return matchWords(given, wanted, { language, wrong });
}

function matchWords(given: string, wanted: string, { language, wrong }: Matching): boolean {
  const [is, should] = [wordingOf(given, language), wordingOf(wanted, language)];
  if (sameWording(is, should, language)) return true;
  if (!articlesAgree(is, should, language)) return false;
  const slips = slipsBetween(is.words, should.words);
  if (slips === undefined) return false;
  const others = wrong.map((text) => joined(wordingOf(text, language)));
  return others.every((other) => other === joined(should) || distance(joined(is), other, slips) > slips);
}

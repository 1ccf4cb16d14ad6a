import type { AnswerKey, Question } from "./block.ts";
import { readNumbered, sameNumber, sameQuantity } from "./quantity.ts";
import { distance, slipsBetween } from "./slip.ts";
import { articlesAgree, joined, sameWording, spelledOut, type Wording, wordingOf } from "./wording.ts";

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
  const asked = new Map(quiz.questions.map((question) => [question.id, question]));
  const read = reader(quiz.language);
  return answers.map((answer) => {
    const question = asked.get(answer.questionId);
    const key = quiz.key.questions[answer.questionId];
    if (!question || !key) throw new Error(`the question ${answer.questionId} has no key`);
    const credit =
      answer.text === undefined
        ? creditOf(key.correctOptionIds, answer.optionIds ?? [])
        : Number(isRightText({ quiz, question, read }, answer.text));
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

function creditOf(right: readonly string[], chosen: readonly string[]): number {
  const hits = chosen.filter((id) => right.includes(id)).length;
  if (right.length === 0) return 0;
  return Math.max(0, (hits - (chosen.length - hits)) / right.length);
}

interface Gap {
  readonly quiz: Quiz;
  readonly question: Question;
  readonly read: Read;
}

/** Written answers are taken for what they mean; one that is as near to something wrong is wrong. */
function isRightText({ quiz, question, read }: Gap, text: string): boolean {
  const right = rightTexts(quiz, question);
  const { language } = quiz;
  const matching = { language, wrong: once(() => wrongTexts(quiz, question, right)), read };
  return right.some((accepted) => matchText(text, accepted, matching));
}

/** What makes a value, and makes it when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

type Read = (text: string) => Wording;

/** Reads each text once: there may be thousands, and each may be compared with hundreds of answers. */
function reader(language: string): Read {
  const known = new Map<string, Wording>();
  return (text) => {
    const wording = known.get(text) ?? wordingOf(text, language);
    known.set(text, wording);
    return wording;
  };
}

/** Everything that is right to write. */
function rightTexts({ key }: Quiz, { id, options }: Question): string[] {
  const { correctOptionIds = [], correctText, acceptedTexts = [] } = key.questions[id] ?? {};
  const chosen = options.filter((option) => correctOptionIds.includes(option.id)).map(({ text }) => text);
  return [...chosen, ...(correctText === undefined ? [] : [correctText]), ...acceptedTexts];
}

/** More are not looked at: an answer must be graded in no time, whatever its author wrote. */
const MOST_WRONG = 500;

/** What is wrong here, though near: the other options, and what is right of the lesson's other questions. */
function wrongTexts(quiz: Quiz, question: Question, right: readonly string[]): string[] {
  const wrong = new Set(question.options.map(({ text }) => text));
  for (const other of quiz.questions) {
    if (wrong.size >= MOST_WRONG) break;
    if (other.id !== question.id && other.kind === "cloze")
      for (const text of rightTexts(quiz, other)) wrong.add(text);
  }
  for (const text of right) wrong.delete(text);
  return [...wrong].slice(0, MOST_WRONG);
}

interface Matching {
  readonly language: string;
  /** Texts that are wrong: what is as near to one of them is no slip. */
  readonly wrong: () => readonly string[];
  readonly read?: Read;
}

/**
 * Whether what was written means what was wanted. Numbers must be equal, in whatever way and prefix of their unit
 * they are written; words may differ in case, accents, spacing, articles and, if they are long, by a slip.
 */
export function matchText(given: string, wanted: string, matching: Matching): boolean {
  const { language, wrong } = matching;
  const [is, should] = [readNumbered(given, language), readNumbered(wanted, language)];
  if (is && should) {
    if (is.unit || should.unit) return sameQuantity(is, should);
    const rests = () => wrong().map((text) => readNumbered(text, language)?.rest ?? text);
    return (
      sameNumber(is.value, should.value) && matchWords(is.rest, should.rest, { ...matching, wrong: rests })
    );
  }
  // One of them is no number: not even a slip in its words makes it the other.
  if (is || should) return sameWording(wordingOf(given, language), wordingOf(wanted, language), language);
  return matchWords(given, wanted, matching);
}

function matchWords(given: string, wanted: string, matching: Matching): boolean {
  const { language, wrong, read = reader(language) } = matching;
  const [is, should] = [read(given), read(wanted)];
  if (sameWording(is, should, language)) return true;
  const spelled = (text: string) => read(spelledOut(text, language));
  if (sameWording(spelled(given), spelled(wanted), language)) return true;
  if (!articlesAgree(is, should, language)) return false;
  const slips = slipsBetween(is.words, should.words);
  if (slips === undefined) return false;
  const [said, meant] = [joined(is), joined(should)];
  return wrong().every((text) => {
    const other = joined(read(text));
    return other === meant || distance(said, other, slips) > slips;
  });
}

import { z } from "zod";
import type { Subject } from "./canary-courses.ts";

/** Bodies that mean something, where a sampled one would be refused before the verb. */
export const BODIES: Readonly<Record<string, (subject: Subject) => object>> = {
  changeCourse: () => ({ summary: "Changed" }),
  changeLesson: ({ blocks }) => ({ blocks: blocks.map(withoutCitations) }),
  changeBlock: ({ blocks }) => withoutCitations(blocks.find(({ type }) => type === "quiz") ?? {}),
  submitAttempt: lastAnswer,
  reportProgress: () => ({ position: 1, completed: true }),
  addBlock: () => ({ block: { type: "text", markdown: "More." } }),
  syncOperations: (subject) => ({ operations: operationsOn(subject, [wrongAnswer(subject)]) }),
};

/** Bodies that are refused: no error may say more than what was wrong. */
export const REFUSED: Readonly<Record<string, (subject: Subject) => object>> = {
  submitAttempt: (subject) => ({ answers: unfitAnswers(subject) }),
  syncOperations: (subject) => ({ operations: operationsOn(subject, unfitAnswers(subject)) }),
};

const questionsOf = ({ blocks }: Subject) =>
  blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));

const unfitAnswers = (subject: Subject): object[] =>
  questionsOf(subject).flatMap(({ id: questionId, kind, options }, place, all) => [
    // Each of several can be chosen, and of a cloze without options none.
    kind === "multiple" || options.length === 0
      ? { questionId, optionIds: [all[place - 1]?.options[0]?.id ?? questionId] }
      : { questionId, optionIds: options.map(({ id }) => id) },
    { questionId, text: "nothing" },
  ]);

/** What a device tells of a subject: an attempt with the answers, and more. */
function operationsOn({ ids }: Subject, answers: readonly object[]): object[] {
  const { courseId, lessonId, cardId = crypto.randomUUID() } = ids;
  return [
    { type: "progress", id: crypto.randomUUID(), courseId, lessonId, position: 0.5 },
    { type: "attempt", id: crypto.randomUUID(), courseId, lessonId, answers },
    {
      ...{ type: "review", id: crypto.randomUUID(), cardId, rating: "good" },
      clientReviewedAt: new Date().toISOString(),
    },
  ];
}

/** The first question, which nobody has answered otherwise, answered wrong. */
function wrongAnswer(subject: Subject): object {
  const [question] = questionsOf(subject);
  const secret = subject.secrets.find(({ questionId }) => questionId === question?.id);
  const wrong = question?.options.find(({ id }) => secret?.wrong.includes(id));
  const answer = wrong ? { optionIds: [wrong.id] } : { text: "nothing" };
  return { questionId: question?.id ?? "", ...answer };
}

const Synced = z.object({ results: z.array(z.object({ attempt: z.unknown().optional() })) });

/** The question that a call has answered, if it has. */
export function answeredBy(
  operation: string,
  subject: Subject | undefined,
  shown: { readonly status: number; readonly body: string },
): string | undefined {
  if (!subject) return undefined;
  if (operation === "submitAttempt" && shown.status === 201) return subject.secrets.at(-1)?.questionId;
  const isSynced = operation === "syncOperations" && shown.status === 200;
  const results = isSynced ? Synced.parse(JSON.parse(shown.body)).results : [];
  return results.some(({ attempt }) => attempt !== undefined) ? questionsOf(subject)[0]?.id : undefined;
}

/** The last question, answered with the first of its options. */
function lastAnswer(subject: Subject): object {
  const question = questionsOf(subject).find(({ id }) => id === subject.secrets.at(-1)?.questionId);
  const [option] = question?.options ?? [];
  const answer = option ? { optionIds: [option.id] } : { text: "nothing" };
  return { answers: [{ questionId: question?.id ?? "", ...answer }] };
}

/** As an author sends a block back: with its ids, and what is right unsaid. */
const withoutCitations = (block: object): object => ({ ...block, citations: undefined });

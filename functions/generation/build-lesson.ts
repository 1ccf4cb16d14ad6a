import type { AnswerKey, Block, Citation, Question } from "../learning/block.ts";
import { changedLesson, type Lesson, minutesFor } from "../learning/lesson.ts";
import { sanitizeMarkdown } from "../learning/sanitize-markdown.ts";
import type { NewId } from "../shared/id.ts";
import type { LessonDraft, Passage, QuestionDraft, TextDraft } from "./draft.ts";
import { locateQuote } from "./locate-quote.ts";
import { orderOptions } from "./order-options.ts";

interface Material {
  readonly lesson: Lesson;
  readonly draft: LessonDraft;
  readonly passages: readonly Passage[];
  readonly at: string;
}

/** Makes a checked draft a lesson, and sets what is right apart from it. */
export function buildLesson(
  deps: { newId: NewId },
  { lesson, draft, passages, at }: Material,
): { lesson: Lesson; key: AnswerKey } {
  const key: AnswerKey = { lessonId: lesson.id, questions: {} };
  const texts = draft.texts.map(
    (text): Block => ({
      id: deps.newId(),
      type: "text",
      markdown: sanitizeMarkdown(text.markdown),
      citations: citationsOf(text, passages),
    }),
  );
  const example: Block[] =
    draft.example === undefined
      ? []
      : [{ id: deps.newId(), type: "example", markdown: sanitizeMarkdown(draft.example) }];
  const questions = draft.questions.map((question) => buildQuestion(deps, question, key));
  const cards = draft.flashcards.map(({ front, back }) => ({ id: deps.newId(), front, back }));
  const blocks: Block[] = [
    ...texts,
    ...example,
    { id: deps.newId(), type: "quiz", questions },
    ...(cards.length > 0 ? [{ id: deps.newId(), type: "flashcards" as const, cards }] : []),
  ];
  const ready = changedLesson(lesson, at, {
    summary: draft.summary,
    status: "ready",
    blocks,
    estimatedMinutes: minutesFor(blocks),
  });
  return { lesson: ready, key };
}

/** Each citation in its source's own wording and place; the same place once. */
export function citationsOf(text: Pick<TextDraft, "citations">, passages: readonly Passage[]): Citation[] {
  const byRef = new Map(passages.map((passage) => [passage.ref, passage]));
  const places = text.citations.flatMap(({ passage, quote }) => {
    const cited = byRef.get(passage);
    const place = cited && locateQuote(cited, quote);
    return place ? [place] : [];
  });
  return [
    ...new Map(places.map((place) => [`${place.sourceId} ${place.start} ${place.end}`, place])).values(),
  ];
}

export function buildQuestion(deps: { newId: NewId }, draft: QuestionDraft, key: AnswerKey): Question {
  const id = deps.newId();
  const options = orderOptions(draft).map(({ text, correct }) => ({ id: deps.newId(), text, correct }));
  key.questions[id] = {
    correctOptionIds: options.filter((option) => option.correct).map((option) => option.id),
    explanation: draft.explanation,
  };
  return {
    id,
    prompt: draft.prompt,
    kind: draft.kind,
    options: options.map(({ id: optionId, text }) => ({ id: optionId, text })),
    ...(draft.objective !== undefined && { objective: draft.objective }),
    ...(draft.bloom !== undefined && { bloom: draft.bloom }),
  };
}

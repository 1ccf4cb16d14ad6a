import type { Coursework } from "../quality/coursework.ts";
import { judgeCoursework } from "../quality/judge-coursework.ts";
import type { QualityReport } from "../quality/report.ts";
import type { Brief, LessonDraft, Passage } from "./draft.ts";
import { orderOptions } from "./order-options.ts";

/** What a draft was asked to be. */
export interface DraftFrame {
  readonly brief: Pick<Brief, "language" | "difficulty">;
  readonly title: string;
  readonly objectives: readonly string[];
  readonly passages: readonly Passage[];
}

/** Where in a draft something stands, as the report points to it. */
export const questionAt = (pointer: string): number | undefined => numberAt(pointer, "questions");
export const textAt = (pointer: string): number | undefined => numberAt(pointer, "texts");
export const cardAt = (pointer: string): number | undefined => numberAt(pointer, "flashcards");
export const isExample = (pointer: string): boolean => pointer === "/example";

function numberAt(pointer: string, list: string): number | undefined {
  const found = new RegExp(`^/${list}/(\\d+)`).exec(pointer)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Judges a lesson before it is one: pointers of the report lead into the draft. Pure. */
export const judgeDraft = (draft: LessonDraft, frame: DraftFrame): QualityReport =>
  judgeCoursework(draftCoursework(draft, frame));

function draftCoursework(draft: LessonDraft, { brief, title, objectives, passages }: DraftFrame): Coursework {
  const byRef = new Map(passages.map(({ ref, text }) => [ref, text]));
  const texts = draft.texts.map(({ markdown, citations }, n) => ({
    ...{ id: `text-${n}`, pointer: `/texts/${n}`, kind: "text" as const, markdown },
    citations: citations.map(({ passage, quote }) => {
      const text = byRef.get(passage);
      return { quote, ...(text !== undefined && { passage: text }) };
    }),
  }));
  const example = { id: "example", pointer: "/example", kind: "example" as const, citations: [] };
  return {
    ...{ title, language: brief.language, difficulty: brief.difficulty, objectives: [] },
    grounded: passages.length > 0,
    lessons: [
      {
        ...{ id: "lesson", pointer: "", title, summary: draft.summary, objectives: [...objectives] },
        sections: [
          ...texts,
          ...(draft.example === undefined ? [] : [{ ...example, markdown: draft.example }]),
        ],
        items: draft.questions.map((question, n) => ({
          ...{ id: `question-${n}`, pointer: `/questions/${n}`, kind: question.kind, stem: question.prompt },
          // As learners will see them.
          options: orderOptions(question),
          ...{ accepted: [], explanation: question.explanation },
          ...(question.objective !== undefined && { objective: question.objective }),
          ...(question.bloom && { bloom: question.bloom }),
        })),
        cards: draft.flashcards.map((card, n) => ({ id: `card-${n}`, pointer: `/flashcards/${n}`, ...card })),
      },
    ],
  };
}

import { Problem } from "../../shared/problem.ts";
import type { LessonDraft } from "../draft.ts";
import { composeTexts } from "./compose-texts.ts";
import { draftQuestions } from "./draft-questions.ts";
import { exampleIn } from "./example.ts";
import { flashcardsOf } from "./flashcard.ts";
import { escaped } from "./markdown.ts";
import { objectiveOf } from "./objective.ts";
import { questionCount } from "./question.ts";
import { type Reading, sentencesIn } from "./reading.ts";
import { summaryOf, within } from "./summary.ts";

interface Plan {
  readonly title: string;
  readonly summary: string | undefined;
  readonly objectives: readonly string[];
}

/** One lesson of what was read. Throws `sources-missing` when it holds no sentence that can be asked about. */
export function composeLesson(reading: Reading, refs: ReadonlySet<string>, plan: Plan): LessonDraft {
  const questions = draftQuestions(reading, refs, questionCount(sentencesIn(reading, refs)));
  const needed = new Set(questions.map((question) => question.sentence.at));
  const texts = composeTexts(reading, refs, plan.title, needed);
  if (questions.length === 0 || texts.length === 0) {
    throw new Problem(
      "sources-missing",
      "The passages of this lesson hold too little prose to write it from.",
    );
  }
  const example = exampleIn(sentencesIn(reading, refs))
    .map((sentence) => escaped(sentence.text))
    .join(" ");
  return {
    summary: within(summaryOf(reading, refs, 500) || plan.summary || plan.title, 600),
    texts,
    ...(example === "" ? {} : { example: within(example, 3000) }),
    questions: questions.map((question) => ({
      ...question.draft,
      ...objectiveOf(question, plan.objectives),
    })),
    flashcards: flashcardsOf(reading, refs, questions),
  };
}

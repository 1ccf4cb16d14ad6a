import { Problem } from "../../shared/problem.ts";
import type { LessonDraft, LessonInput } from "../draft.ts";
import { composeTexts } from "./compose-texts.ts";
import { draftQuestions } from "./draft-questions.ts";
import { exampleIn } from "./example.ts";
import { flashcardsOf } from "./flashcard.ts";
import type { Analyse } from "./load-nlp.ts";
import { escaped } from "./markdown.ts";
import { objectiveFor } from "./objective.ts";
import { questionCount } from "./question.ts";
import { readPassages } from "./read-passages.ts";
import { readingOf, sentencesIn } from "./reading.ts";
import { summaryOf, within } from "./summary.ts";

/**
 * One lesson from its passages alone; wrong answers come from the surroundings too. Throws `sources-missing` when
 * the passages hold no sentence that can be asked about.
 */
export function writeLesson(deps: { analyse: Analyse }, input: LessonInput): LessonDraft {
  const plan = input.outline.lessons[input.index];
  const refs = new Set(input.passages.map((passage) => passage.ref));
  const passages = [...input.passages, ...input.surroundings.filter((passage) => !refs.has(passage.ref))];
  const reading = readingOf(passages, readPassages(deps.analyse, passages));
  const questions = draftQuestions(reading, refs, questionCount(sentencesIn(reading, refs)));
  const title = plan?.title ?? input.outline.title;
  const texts = composeTexts(
    reading,
    refs,
    title,
    new Set(questions.map((question) => question.sentence.at)),
  );
  if (questions.length === 0 || texts.length === 0) {
    throw new Problem(
      "sources-missing",
      "The passages of this lesson hold too little prose to write it from.",
    );
  }
  const example = exampleIn(sentencesIn(reading, refs))
    .map((sentence) => escaped(sentence.text))
    .join(" ");
  const objectives = plan?.objectives ?? input.outline.objectives;
  return {
    summary: within(summaryOf(reading, refs, 500) || plan?.summary || title, 600),
    texts,
    ...(example === "" ? {} : { example: within(example, 3000) }),
    questions: questions.map((question) => ({
      ...question.draft,
      objective: objectiveFor(question, objectives),
    })),
    flashcards: flashcardsOf(reading, refs, questions),
  };
}

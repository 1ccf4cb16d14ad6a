import type { LessonDraft } from "../draft.ts";
import type { RewriteInput } from "../rewriting.ts";
import { composeLesson } from "./compose-lesson.ts";
import { draftQuestions, FEWEST_QUESTIONS } from "./draft-questions.ts";
import type { Analyse } from "./load-nlp.ts";
import { readPassages } from "./read-passages.ts";
import { readingOf } from "./reading.ts";
import { rereadingOf } from "./told.ts";

/**
 * Another lesson from the same passages: sentences that were not told come first, and nothing that was asked is asked
 * again while there is enough to ask. Throws `sources-missing` as `writeLesson` does.
 */
export function rewriteLesson(deps: { analyse: Analyse }, input: RewriteInput): LessonDraft {
  const refs = new Set(input.passages.map((passage) => passage.ref));
  const passages = [...input.passages, ...input.surroundings.filter((passage) => !refs.has(passage.ref))];
  const reading = readingOf(passages, readPassages(deps.analyse, passages));
  const anew = rereadingOf(reading, input.present);
  const isEnough = draftQuestions(anew, refs, FEWEST_QUESTIONS).length >= FEWEST_QUESTIONS;
  const { asked: _, ...again } = anew;
  // Where too little is left to ask, the old questions are as good as ever.
  return composeLesson(isEnough ? anew : again, refs, input.lesson);
}

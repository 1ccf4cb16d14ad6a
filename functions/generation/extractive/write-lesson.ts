import type { LessonDraft, LessonInput } from "../draft.ts";
import { composeLesson } from "./compose-lesson.ts";
import type { Analyse } from "./load-nlp.ts";
import { readPassages } from "./read-passages.ts";
import { readingOf } from "./reading.ts";

/**
 * One lesson from its passages alone; wrong answers come from the surroundings too. Throws `sources-missing` when
 * the passages hold no sentence that can be asked about.
 */
export function writeLesson(deps: { analyse: Analyse }, input: LessonInput): LessonDraft {
  const plan = input.outline.lessons[input.index];
  const refs = new Set(input.passages.map((passage) => passage.ref));
  const passages = [...input.passages, ...input.surroundings.filter((passage) => !refs.has(passage.ref))];
  return composeLesson(readingOf(passages, readPassages(deps.analyse, passages)), refs, {
    title: plan?.title ?? input.outline.title,
    summary: plan?.summary,
    objectives: plan?.objectives ?? input.outline.objectives,
  });
}

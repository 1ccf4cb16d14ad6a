import type { LessonDraft } from "../draft.ts";
import { questionAt } from "../judge-draft.ts";
import type { RepairInput } from "../repairing.ts";
import { composeLesson } from "./compose-lesson.ts";
import { folded } from "./distractor.ts";
import type { Analyse } from "./load-nlp.ts";
import { readPassages } from "./read-passages.ts";
import { readingOf } from "./reading.ts";

/**
 * The lesson again without the questions that something was found in: others come from other sentences, or from the
 * same ones in another form. Throws `sources-missing` as `writeLesson` does.
 */
export function repairLesson(deps: { analyse: Analyse }, input: RepairInput): LessonDraft {
  const refs = new Set(input.passages.map((passage) => passage.ref));
  const passages = [...input.passages, ...input.surroundings.filter((passage) => !refs.has(passage.ref))];
  const asked = new Set([input, input.earlier].flatMap((attempt) => (attempt ? refused(attempt) : [])));
  return composeLesson(
    { ...readingOf(passages, readPassages(deps.analyse, passages)), asked },
    refs,
    input.lesson,
  );
}

/** The questions of an attempt that something was found in. */
function refused({
  draft,
  findings,
}: Pick<NonNullable<RepairInput["earlier"]>, "draft" | "findings">): string[] {
  return findings.flatMap(({ pointer }) => {
    const question = draft?.questions[questionAt(pointer) ?? -1];
    return question ? [folded(question.prompt)] : [];
  });
}

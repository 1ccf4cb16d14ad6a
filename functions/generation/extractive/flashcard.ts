import type { LessonDraft } from "../draft.ts";
import type { Candidate } from "./question.ts";
import { type Reading, sentencesIn } from "./reading.ts";
import { capitalised } from "./sentence.ts";

type Flashcard = LessonDraft["flashcards"][number];

const FEW = 4;
const MOST = 8;

/** The terms a lesson defines, and when these are few the facts it asks about. */
export function flashcardsOf(
  reading: Reading,
  refs: ReadonlySet<string>,
  questions: readonly Candidate[],
): Flashcard[] {
  const own = new Set(sentencesIn(reading, refs).map((sentence) => sentence.at));
  const cards = reading.definitions
    .filter(
      ({ sentence, predicate }) => own.has(sentence.at) && !/\b(this|these|those|such)\b/.test(predicate),
    )
    .map(({ key, term, verb, predicate }) => ({
      front: `What ${verb} ${reading.terms.get(key)?.withArticle ?? term}?`,
      back: `${capitalised(predicate)}.`,
    }));
  if (cards.length < FEW) cards.push(...questions.flatMap((question) => factCard(question) ?? []));
  const seen = new Set<string>();
  return cards
    .filter(
      ({ front, back }) => front.length <= 200 && back.length <= 500 && !seen.has(front) && seen.add(front),
    )
    .slice(0, MOST);
}

/** A gap to fill is a card by itself: the gap in front, the word on the back. */
function factCard({ form, draft }: Candidate): Flashcard | undefined {
  const answer = draft.options.find((option) => option.correct)?.text;
  if (answer === undefined || !/^(number|cloze|subject)$/.test(form)) return undefined;
  const gap = /“(.*)”$/.exec(draft.prompt)?.[1];
  if (form === "subject") {
    return draft.prompt.startsWith("Who ") ? { front: draft.prompt, back: answer } : undefined;
  }
  return gap === undefined ? undefined : { front: `Fill in the gap: ${gap}`, back: answer };
}

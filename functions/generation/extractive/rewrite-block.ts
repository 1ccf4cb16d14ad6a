import { Problem } from "../../shared/problem.ts";
import type { BlockDraft, BlockInput } from "../rewriting.ts";
import { composeTexts } from "./compose-texts.ts";
import { folded } from "./distractor.ts";
import { draftQuestions, FEWEST_QUESTIONS } from "./draft-questions.ts";
import { exampleIn } from "./example.ts";
import { flashcardsOf } from "./flashcard.ts";
import type { Analyse } from "./load-nlp.ts";
import { escaped } from "./markdown.ts";
import { objectiveOf } from "./objective.ts";
import type { Candidate } from "./question.ts";
import { readPassages } from "./read-passages.ts";
import { type Reading, readingOf, sentencesIn } from "./reading.ts";
import { within } from "./summary.ts";
import { rereadingOf, toldIn } from "./told.ts";

type Text = BlockInput["block"] & { kind: "text" };
interface Rewriting {
  readonly reading: Reading;
  /** The passages it is written from. */
  readonly refs: ReadonlySet<string>;
  readonly input: BlockInput;
}

/** Fewer words are no text. */
const FEWEST_WORDS = 40;

/**
 * Another block of the same kind from the same passages, which repeats nothing of the blocks around it. Where the
 * passages hold nothing else, the block as it is. Throws `sources-missing` when there is nothing to make one of.
 */
export function rewriteBlock(deps: { analyse: Analyse }, input: BlockInput): BlockDraft {
  const refs = new Set(input.passages.map((passage) => passage.ref));
  const passages = [...input.passages, ...input.surroundings.filter((passage) => !refs.has(passage.ref))];
  const reading = readingOf(passages, readPassages(deps.analyse, passages));
  const rewriting = { reading, refs, input };
  const { block } = input;
  switch (block.kind) {
    case "text":
      return otherText(rewriting, block);
    case "quiz":
      return { kind: "quiz", questions: otherQuestions(rewriting, block.questions) };
    case "flashcards":
      return { kind: "flashcards", cards: otherCards(rewriting, block.cards) };
    case "example":
      return { kind: "example", markdown: otherExample(rewriting, block.markdown) };
    case "code":
      // There is none in a source that it could tell from prose.
      return block;
  }
}

/** Of sentences nobody was told; else a shorter text of those that were told here. */
function otherText({ reading, refs, input }: Rewriting, block: Text): Text {
  const elsewhere = toldIn(reading.sentences, [...input.present.texts, ...input.present.examples]);
  const here = toldIn(reading.sentences, [block.markdown]);
  const from = (isFit: (at: number) => boolean, more: Partial<Reading> = {}) => {
    const sentences = reading.sentences.filter(({ at }) => isFit(at));
    return composeTexts({ ...reading, ...more, sentences }, refs, input.lesson.title, new Set());
  };
  const [fresh] = from((at) => !elsewhere.has(at) && !here.has(at)).sort(
    (a, b) => b.markdown.length - a.markdown.length,
  );
  if (fresh && fresh.markdown.split(/\s+/).length >= FEWEST_WORDS) return { kind: "text", ...fresh };
  const own = here.size > 0 ? here : undefined;
  const shorter = from((at) => (own ? own.has(at) : !elsewhere.has(at)), { told: here });
  if (shorter.length === 0) return unchanged(block);
  return {
    kind: "text",
    markdown: shorter
      .map(({ markdown }) => markdown)
      .join("\n\n")
      .slice(0, 6000),
    citations: shorter.flatMap(({ citations }) => citations).slice(0, 12),
  };
}

function unchanged(block: Text): Text {
  if (block.citations.length > 0) return block;
  throw new Problem("sources-missing", "The passages hold nothing to write this text from.");
}

function otherQuestions({ reading, refs, input }: Rewriting, present: readonly string[]) {
  const questions = [...input.present.questions, ...present];
  const anew = rereadingOf(reading, { texts: [], questions });
  const most = Math.min(10, Math.max(1, present.length));
  const fresh = draftQuestions(anew, refs, most);
  const chosen =
    fresh.length >= Math.min(most, FEWEST_QUESTIONS) ? fresh : filled(fresh, { reading, refs, input }, most);
  if (chosen.length === 0)
    throw new Problem("sources-missing", "The passages hold nothing that can be asked about.");
  return chosen
    .slice(0, most)
    .map((question) => ({ ...question.draft, ...objectiveOf(question, input.lesson.objectives) }));
}

/** With questions that were asked here before, where there are too few others. */
function filled(fresh: readonly Candidate[], { reading, refs, input }: Rewriting, most: number): Candidate[] {
  const around = rereadingOf(reading, { texts: [], questions: input.present.questions });
  const asked = new Set(fresh.map(({ draft }) => folded(draft.prompt)));
  const old = draftQuestions(around, refs, most).filter(({ draft }) => !asked.has(folded(draft.prompt)));
  return [...fresh, ...old].slice(0, Math.min(most, FEWEST_QUESTIONS));
}

function otherCards({ reading, refs, input }: Rewriting, present: BlockInput["present"]["cards"]) {
  const known = new Set([...input.present.cards, ...present].map(({ front }) => folded(front)));
  const questions = draftQuestions(reading, refs, 10);
  const own = flashcardsOf(reading, refs, questions);
  const facts = flashcardsOf({ ...reading, definitions: [] }, refs, questions);
  const cards = [...own, ...facts].filter(({ front }) => !known.has(folded(front)));
  const chosen = (cards.length > 0 ? cards : [...present]).slice(0, Math.max(1, present.length));
  if (chosen.length === 0)
    throw new Problem("sources-missing", "The passages hold nothing to make cards of.");
  return chosen.map(({ front, back }) => ({ front: front.slice(0, 200), back: back.slice(0, 500) }));
}

function otherExample({ reading, refs, input }: Rewriting, present: string): string {
  const told = toldIn(reading.sentences, [present, ...input.present.texts, ...input.present.examples]);
  const others = sentencesIn(reading, refs).filter(({ at }) => !told.has(at));
  const example = exampleIn(others)
    .map((sentence) => escaped(sentence.text))
    .join(" ");
  return example === "" ? present : within(example, 3000);
}

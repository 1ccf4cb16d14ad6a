import { askCloze, BLANK } from "./ask-cloze.ts";
import { askNumber, yearsOf } from "./ask-number.ts";
import { askSubject } from "./ask-subject.ts";
import { askMeaning, askTerm } from "./ask-term.ts";
import { askTruth } from "./ask-truth.ts";
import { folded } from "./distractor.ts";
import { exampleIn } from "./example.ts";
import type { Candidate } from "./question.ts";
import { type Reading, sentencesIn } from "./reading.ts";
import type { Sentence } from "./sentence.ts";
import { termsOf } from "./term.ts";

/** Fewer sound questions than this and a lesson is not worth being one. */
export const FEWEST_QUESTIONS = 3;

/**
 * The questions of one lesson in the order of its text: from the weightiest sentences, of mixed forms, none about
 * the same thing or from the same sentence. Simpler forms come in only when the better ones do not suffice.
 */
export function draftQuestions(reading: Reading, refs: ReadonlySet<string>, most: number): Candidate[] {
  let chosen = soundQuestions(reading, refs, most);
  if (chosen.length < FEWEST_QUESTIONS) {
    const own = askable(reading, refs);
    const wide = { ...reading, terms: termsOf(reading.phrases, reading.definitions, 1) };
    const years = yearsOf(reading.sentences);
    for (const ask of [
      (sentence: Sentence) => askCloze(reading, sentence, 5),
      (sentence: Sentence) => askCloze(wide, sentence, 5),
      (sentence: Sentence) => askTruth(wide, sentence, years),
    ]) {
      chosen = choose(
        reading,
        own.flatMap((sentence) => ask(sentence) ?? []),
        chosen,
        FEWEST_QUESTIONS,
      );
    }
  }
  return chosen.sort((a, b) => a.sentence.at - b.sentence.at);
}

/** Those of the better forms alone, best first. */
export function soundQuestions(reading: Reading, refs: ReadonlySet<string>, most: number): Candidate[] {
  const weightiest = askable(reading, refs)
    .filter((sentence) => !opensVaguely(reading, sentence))
    .sort((a, b) => weight(reading, b) - weight(reading, a) || a.at - b.at)
    .slice(0, 40);
  return choose(reading, candidates(reading, weightiest, yearsOf(reading.sentences)), [], most);
}

/** A worked example is no statement to be asked about. */
function askable(reading: Reading, refs: ReadonlySet<string>): Sentence[] {
  const all = sentencesIn(reading, refs);
  const example = new Set(exampleIn(all));
  return all.filter((sentence) => !example.has(sentence));
}

function candidates(reading: Reading, sentences: readonly Sentence[], years: readonly number[]): Candidate[] {
  const defining = new Map(reading.definitions.map((definition) => [definition.sentence.at, definition]));
  return sentences.flatMap((sentence) => {
    const definition = defining.get(sentence.at);
    return [
      definition && askTerm(reading, definition),
      definition && askMeaning(reading, definition),
      definition ? undefined : askSubject(reading, sentence),
      askNumber(sentence, years),
      definition ? undefined : askCloze(reading, sentence),
    ].filter((candidate) => candidate !== undefined);
  });
}

/** Greedily the best, where a form, a passage or a paragraph already used is worth less. */
function choose(
  reading: Reading,
  from: readonly Candidate[],
  already: readonly Candidate[],
  most: number,
): Candidate[] {
  const chosen = [...already];
  const score = (candidate: Candidate): number => {
    const sameForm = chosen.filter((other) => other.form === candidate.form).length;
    const samePassage = chosen.filter(
      (other) => other.sentence.passage === candidate.sentence.passage,
    ).length;
    return (
      (weight(reading, candidate.sentence) + 0.3) *
      candidate.worth *
      (isGapWithin(candidate) ? WITHIN : 1) *
      0.65 ** sameForm *
      0.7 ** samePassage
    );
  };
  const isFresh = (candidate: Candidate): boolean =>
    !reading.asked?.has(folded(candidate.draft.prompt)) &&
    chosen.every(
      (other) =>
        other.sentence.text !== candidate.sentence.text &&
        other.about !== candidate.about &&
        folded(other.draft.prompt) !== folded(candidate.draft.prompt),
    );
  while (chosen.length < most) {
    let best: Candidate | undefined;
    let bestScore = 0;
    for (const candidate of from) {
      if (!isFresh(candidate)) continue;
      const value = score(candidate);
      if (value > bestScore) [best, bestScore] = [candidate, value];
    }
    if (!best) break;
    chosen.push(best);
  }
  return chosen;
}

/** What a question is worth whose reader has to keep the gap in mind while reading on (SAQUET: fill in the blank). */
const WITHIN = 0.35;
const isGapWithin = ({ draft: { prompt } }: Candidate): boolean =>
  (prompt.split(BLANK)[1]?.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) > 3;

/** "The field is 32 bits wide": which field? One bare noun that the text does not define is not enough. */
function opensVaguely(reading: Reading, { words }: Sentence): boolean {
  const [article, noun, next] = words;
  if (article?.lower !== "the" || noun?.pos !== "NOUN" || !/^(VERB|AUX|ADV)$/.test(next?.pos ?? ""))
    return false;
  return reading.terms.get(noun.lower)?.definition === undefined;
}

const weight = (reading: Reading, sentence: Sentence): number => reading.weights[sentence.at] ?? 0;

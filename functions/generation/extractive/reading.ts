import type { Passage } from "../draft.ts";
import { type Definition, definitionsOf } from "./definition.ts";
import { type Phrase, phrasesOf } from "./phrase.ts";
import { isDangling, isProse, lengthOf, type Sentence } from "./sentence.ts";
import { type Spelling, spellingOf } from "./spelling.ts";
import { type Term, termsOf } from "./term.ts";

/** Everything understood of a run of passages, worked out once. */
export interface Reading {
  readonly passages: readonly Passage[];
  readonly sentences: readonly Sentence[];
  readonly phrases: ReadonlyMap<string, Phrase>;
  readonly definitions: readonly Definition[];
  /** What can be asked about and offered as an answer, by key. */
  readonly terms: ReadonlyMap<string, Term>;
  /** How much a sentence says of what the whole is about, by `Sentence.at`; 0 for what is not prose. */
  readonly weights: readonly number[];
  readonly spell: Spelling;
  /** What was asked before, folded: it is not asked again. */
  readonly asked?: ReadonlySet<string>;
  /** Sentences that were told before (`Sentence.at`): others come first, and fewer are told. */
  readonly told?: ReadonlySet<number>;
}

export function readingOf(passages: readonly Passage[], sentences: readonly Sentence[]): Reading {
  const phrases = phrasesOf(sentences);
  const definitions = definitionsOf(sentences);
  const spell = spellingOf(sentences);
  return {
    passages,
    sentences,
    phrases,
    definitions,
    terms: termsOf(phrases, definitions),
    weights: weightsOf(sentences, new Set(definitions.map((definition) => definition.sentence.at))),
    spell,
  };
}

/** The sentences of some of its passages. */
export function sentencesIn(reading: Reading, refs: ReadonlySet<string>): Sentence[] {
  return reading.sentences.filter((sentence) => refs.has(sentence.passage));
}

/** Mean frequency of its words (SumBasic, Nenkova and Vanderwende 2005), raised for definitions and openings. */
function weightsOf(sentences: readonly Sentence[], defining: ReadonlySet<number>): number[] {
  const counts = new Map<string, number>();
  for (const { lemmas } of sentences)
    for (const lemma of lemmas) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  return sentences.map((sentence) => {
    if (!isProse(sentence)) return 0;
    const sum = [...sentence.lemmas].reduce(
      (total, lemma) => total + Math.sqrt((counts.get(lemma) ?? 0) / most),
      0,
    );
    const length = lengthOf(sentence);
    const fit = length < 6 || length > 45 ? 0.5 : 1;
    const mean = sum / Math.max(5, sentence.lemmas.size);
    const bonus =
      (defining.has(sentence.at) ? 0.3 : 0) +
      (sentence.isFirst ? 0.15 : 0) +
      (/\d/.test(sentence.text) ? 0.1 : 0);
    return fit * (mean + bonus) * (isDangling(sentence) ? 0.8 : 1);
  });
}

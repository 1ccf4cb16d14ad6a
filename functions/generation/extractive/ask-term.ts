import type { Definition } from "./definition.ts";
import { folded, isKindOf, pickRivals, rivalTerms } from "./distractor.ts";
import { type Candidate, explanationOf } from "./question.ts";
import type { Reading } from "./reading.ts";
import { seededRandom, shuffled } from "./seed.ts";
import { capitalised } from "./sentence.ts";
import type { Term } from "./term.ts";

/** "Which of these is the enzyme that fastens carbon dioxide to a five-carbon sugar?" */
export function askTerm(reading: Reading, definition: Definition): Candidate | undefined {
  const { predicate, verb, sentence } = definition;
  const term = reading.terms.get(definition.key);
  if (!term || predicate.split(" ").length < 5 || echoes(term, predicate) || isContextual(predicate))
    return undefined;
  const prompt = `Which of these ${verb} ${predicate}?`;
  const random = seededRandom(prompt);
  const classes = term.class === "things" ? ["things"] : ["thing", "name", "code"];
  const rivals = rivalTerms(term, reading.terms.values(), sentence, { classes });
  const wrong = pickRivals(term.text, rivals, random);
  if (!wrong) return undefined;
  return {
    form: "term",
    about: folded(term.text),
    topic: term.withArticle,
    sentence,
    worth: definition.pattern === "called" ? 0.9 : 1.2,
    draft: {
      kind: "single",
      prompt,
      options: shuffled(
        [
          { text: capitalised(term.text), correct: true },
          ...wrong.map((text) => ({ text: capitalised(text), correct: false })),
        ],
        random,
      ),
      explanation: explanationOf(sentence),
      bloom: "understand",
    },
  };
}

/** "What is a price floor?", answered by one of four definitions from the text. */
export function askMeaning(reading: Reading, definition: Definition): Candidate | undefined {
  const { predicate, verb, sentence } = definition;
  const term = reading.terms.get(definition.key);
  if (!term || definition.pattern !== "copula" || echoes(term, predicate) || isContextual(predicate))
    return undefined;
  const prompt = `What ${verb} ${term.withArticle}?`;
  const random = seededRandom(prompt);
  const rivals = reading.definitions
    .filter((other) => {
      const rival = reading.terms.get(other.key);
      if (!rival || other.key === definition.key || other.pattern === "apposition") return false;
      const isSameNumber = /^(are|were)$/.test(other.verb) === /^(are|were)$/.test(verb);
      if (!isSameNumber || echoes(term, other.predicate) || echoes(rival, other.predicate)) return false;
      return (
        !isKindOf(term, rival) &&
        !isKindOf(rival, term) &&
        !isContextual(other.predicate) &&
        other.predicate.length <= 198
      );
    })
    .map((other) => ({ text: other.predicate, fit: likeness(definition, other) }));
  const wrong = pickRivals(predicate, rivals, random);
  if (!wrong || predicate.length > 198) return undefined;
  const options = [
    { text: capitalised(predicate), correct: true },
    ...wrong.map((text) => ({ text: capitalised(text), correct: false })),
  ];
  return {
    form: "meaning",
    about: folded(term.text),
    topic: term.withArticle,
    sentence,
    worth: 1,
    draft: {
      kind: "single",
      prompt,
      options: shuffled(options, random),
      explanation: explanationOf(sentence),
      bloom: "understand",
    },
  };
}

/** A word of the term stands in what is said of it: the answer would give itself away. */
const echoes = (term: Term, predicate: string): boolean => {
  const words = predicate.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return [...term.lemmas, ...term.key.split(" ")].some(
    (part) =>
      part.length > 2 && words.some((word) => word === part || word === `${part}s` || `${word}s` === part),
  );
};

/** Points to something said elsewhere. */
const isContextual = (predicate: string): boolean =>
  /^(this|that|these|those|such|it|its|their)\b|\b(this|these|those|such)\b/.test(predicate);

/** Alike in length, in opening word and in place: what a learner could mix up. */
function likeness(a: Definition, b: Definition): number {
  const opening = (definition: Definition) => definition.predicate.split(" ")[0];
  return (
    (opening(a) === opening(b) ? 1 : 0) -
    Math.abs(a.predicate.length - b.predicate.length) / 25 -
    Math.min(60, Math.abs(a.sentence.at - b.sentence.at)) / 40
  );
}

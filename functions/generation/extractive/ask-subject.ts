import { folded, pickRivals, rivalTerms } from "./distractor.ts";
import { type Mention, mentionsIn, spanned } from "./phrase.ts";
import { type Candidate, explanationOf } from "./question.ts";
import type { Reading } from "./reading.ts";
import { seededRandom, shuffled } from "./seed.ts";
import { capitalised, lengthOf, type Sentence, standsAlone } from "./sentence.ts";
import type { Term } from "./term.ts";

/** "Rubisco fastens …" becomes "Which of these fastens …?"; a person becomes "Who …?". */
export function askSubject(reading: Reading, sentence: Sentence): Candidate | undefined {
  const length = lengthOf(sentence);
  if (length < 8 || length > 28 || !standsAlone(sentence)) return undefined;
  const subject = subjectOf(sentence);
  const term = subject && reading.terms.get(subject.key);
  const predicate = subject && predicateOf(sentence, subject, term);
  if (!subject || !term || !predicate) return undefined;
  const isPerson = term.class === "person";
  const prompt = isPerson ? `Who ${predicate}?` : `Which of these ${predicate}?`;
  const random = seededRandom(prompt);
  const wrong = pickRivals(
    term.text,
    rivalTerms(term, reading.terms.values(), sentence, { classes: [term.class] }),
    random,
  );
  if (!wrong) return undefined;
  const options = [term.text, ...wrong].map((text, at) => ({ text: capitalised(text), correct: at === 0 }));
  return {
    form: "subject",
    about: folded(term.text),
    topic: term.withArticle,
    sentence,
    worth: isPerson ? 1.1 : term.definition || subject.to - subject.from > 1 ? 1 : 0.7,
    draft: {
      kind: "single",
      prompt,
      options: shuffled(options, random),
      explanation: explanationOf(sentence),
      bloom: isPerson ? "remember" : "understand",
    },
  };
}

function subjectOf(sentence: Sentence): Mention | undefined {
  const first = mentionsIn(sentence)[0];
  if (!first || first.from > 1 || (first.from === 1 && !/^(the|an?)$/i.test(sentence.words[0]?.text ?? "")))
    return undefined;
  const verb = sentence.words[first.to];
  return verb && /^(VERB|AUX)$/.test(verb.pos) && !/ing$/.test(verb.lower) ? first : undefined;
}

function predicateOf(sentence: Sentence, subject: Mention, term: Term | undefined): string | undefined {
  const { words } = sentence;
  let to = words.findIndex((word, at) => at > subject.to && /^[;:–—]$/.test(word.text));
  if (to < 0) to = words.length - 1;
  const verb = words[subject.to];
  const after = words[subject.to + 1];
  // A participle without its auxiliary ("S waves called …") starts no question; nor does a bare copula.
  if (!verb || /^(called|known|named|made|used|based)$/.test(verb.lower) || after?.lower === "not")
    return undefined;
  if (/^(is|are|was|were)$/.test(verb.lower) && !/^(VERB|ADJ|ADV|ADP)$/.test(after?.pos ?? ""))
    return undefined;
  const isPlural = term?.class === "things";
  if (isPlural === /^(is|was|has|does|\w+[^su]s)$/.test(verb.lower) && term?.class !== "person")
    return undefined;
  const text = spanned(sentence, subject.to, to);
  const content = words
    .slice(subject.to, to)
    .filter((word) => sentence.lemmas.has(word.lemma) && !subject.lemmas.includes(word.lemma));
  const leans = /\b(he|she|it|they|them|him|her|his|also|too|therefore|thus|then|however)\b/i.test(text);
  const repeats = words.slice(subject.to, to).some((word) => subject.lemmas.includes(word.lemma));
  return content.length < 4 || leans || repeats || text.length > 220 ? undefined : text;
}

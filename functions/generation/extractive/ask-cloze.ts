import { folded, pickRivals, rivalTerms } from "./distractor.ts";
import { type Mention, mentionsIn } from "./phrase.ts";
import { type Candidate, explanationOf } from "./question.ts";
import type { Reading } from "./reading.ts";
import { seededRandom, shuffled } from "./seed.ts";
import { capitalised, lengthOf, onOneLine, type Sentence, standsAlone, withoutOpener } from "./sentence.ts";
import type { Term } from "./term.ts";

export const BLANK = "_____";

/** "Which term completes the sentence? “… floats in the _____ …”", the blank being what the sentence is about. */
export function askCloze(reading: Reading, sentence: Sentence, fewestWords = 9): Candidate | undefined {
  const length = lengthOf(sentence);
  if (length < fewestWords || length > 34 || !standsAlone(sentence)) return undefined;
  const blanks = mentionsIn(sentence)
    .map((mention) => ({ mention, term: reading.terms.get(mention.key) }))
    .filter(
      (blank): blank is Blank => blank.term !== undefined && isFairBlank(sentence, blank.mention, blank.term),
    )
    .sort((a, b) => worthOf(reading, b) - worthOf(reading, a) || a.mention.from - b.mention.from);
  for (const blank of blanks.slice(0, 3)) {
    const candidate = clozeFor(reading, sentence, blank);
    if (candidate) return candidate;
  }
  return undefined;
}

interface Blank {
  readonly mention: Mention;
  readonly term: Term;
}

function clozeFor(reading: Reading, sentence: Sentence, blank: Blank): Candidate | undefined {
  const { mention, term } = blank;
  const label = /^(person|name)$/.test(term.class) ? "name" : "term";
  const prompt = `Which ${label} completes the sentence? “${withoutOpener(blanked(sentence, mention.from, mention.to))}”`;
  const random = seededRandom(prompt);
  const isBare =
    term.class === "thing" &&
    mention.article === "" &&
    !/^(PRON|DET|NUM|ADJ)$/.test(sentence.words[mention.from - 1]?.pos ?? "");
  const rivals = rivalTerms(term, reading.terms.values(), sentence, {
    classes: [term.class],
    isBare,
    article: mention.article,
    isInSentence: true,
  });
  const wrong = pickRivals(term.text, rivals, random);
  if (!wrong || prompt.length > 480) return undefined;
  const opens = mention.from === 0;
  const options = [term.text, ...wrong].map((text, at) => ({
    text: opens ? capitalised(text) : text,
    correct: at === 0,
  }));
  return {
    form: "cloze",
    about: folded(term.text),
    topic: isWorthNaming(term) ? term.withArticle : "",
    sentence,
    worth: 0.15 + 0.2 * Math.max(0, Math.min(4, worthOf(reading, blank))),
    draft: {
      kind: "cloze",
      prompt,
      options: shuffled(options, random),
      explanation: explanationOf(sentence),
      bloom: "remember",
    },
  };
}

/** Important enough to be in an objective: defined, a person, an institution, or a matter that comes up again. */
const isWorthNaming = (term: Term): boolean =>
  term.definition !== undefined ||
  term.class === "person" ||
  (term.class === "name" ? !term.isPlace : term.sentences.size > 2);

/** The sentence on one line with words `from` up to `to` left out. */
export function blanked(sentence: Sentence, from: number, to: number): string {
  const [first, last] = [sentence.words[from], sentence.words[to - 1]];
  if (!first || !last) return sentence.text;
  const before = sentence.shown.slice(0, first.start - sentence.start);
  const after = sentence.shown.slice(last.end - sentence.start);
  return onOneLine(`${before}${BLANK}${after}`);
}

/** Not part of a list, not a piece of a longer name, and not said twice. */
function isFairBlank(sentence: Sentence, { from, to, lemmas }: Mention, term: Term): boolean {
  const { words } = sentence;
  const [before, after] = [words[from - 1], words[to]];
  if (/^(and|or|,|-|–|\/|like|than)$/.test(before?.lower ?? "") && before?.text !== ",") return false;
  if (/^(and|or|-|–|\/|'s|’s|’|')$/.test(after?.lower ?? "")) return false;
  if (before?.text === "," && /^(and|or|,)$/.test(after?.lower ?? "")) return false;
  if (after?.lower === "of" && /^(name|thing)$/.test(term.class) && !term.definition) return false;
  if (/^(PROPN|NUM)$/.test(after?.pos ?? "") || (before?.pos === "PROPN" && term.class !== "person"))
    return false;
  const outside = [...words.slice(0, from), ...words.slice(to)];
  return !outside.some((word) => lemmas.includes(word.lemma) || term.key.split(" ").includes(word.lower));
}

/** Telling terms are worth asking for; what the whole text is about is too easy to guess. */
const worthOf = (reading: Reading, { term }: Blank): number =>
  (term.definition ? 2 : 0) +
  (/^(person|name|code)$/.test(term.class) ? 1.5 : 0) +
  (term.key.includes(" ") ? 1 : 0) +
  Math.min(term.sentences.size, 6) / 3 -
  (term.sentences.size > reading.sentences.length * 0.08 ? 2.5 : 0);

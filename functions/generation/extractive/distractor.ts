import { articleFor } from "./phrase.ts";
import type { Sentence } from "./sentence.ts";
import type { Term } from "./term.ts";

export interface Rival {
  readonly text: string;
  /** The higher, the more plausible. */
  readonly fit: number;
}

/**
 * Three wrong answers of about the key's length, or none. How many of them are longer than the key is drawn,
 * so that length tells nothing over many questions.
 */
export function pickRivals(
  key: string,
  rivals: readonly Rival[],
  random: () => number,
): string[] | undefined {
  const unique = distinct(key, rivals).sort((a, b) => b.fit - a.fit || (a.text < b.text ? -1 : 1));
  const enough = Math.min((unique[0]?.fit ?? 0) - 3.5, unique[4]?.fit ?? 0);
  const fair = unique.filter(({ fit }, at) => fit >= enough && at < 14);
  const tall = fair.filter(({ text }) => text.length > key.length).slice(0, Math.floor(random() * 4));
  const low = fair.filter(({ text }) => text.length <= key.length).slice(0, 3 - tall.length);
  const rest = unique.filter((rival) => !tall.includes(rival) && !low.includes(rival));
  const chosen = [...tall, ...low, ...rest].slice(0, 3).map(({ text }) => text);
  return chosen.length < 3 || standsOut(key, chosen) ? undefined : chosen;
}

/** Over four words and a quarter longer than every other: the length gives it away (SAQUET's threshold). */
export function standsOut(key: string, others: readonly string[]): boolean {
  const longest = Math.max(...others.map((text) => text.length));
  return key.length > 1.25 * longest && (key.split(" ").length >= 4 || key.length > longest + 12);
}

function distinct(key: string, rivals: readonly Rival[]): Rival[] {
  const seen = new Set([folded(key)]);
  return rivals.filter(({ text }) => {
    const fold = folded(text);
    return !seen.has(fold) && seen.add(fold);
  });
}

/** How two options are compared: compatibility form, no case. */
export const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** Terms that may stand as wrong answers beside `key` in a question made from `sentence`. */
export function rivalTerms(
  key: Term,
  terms: Iterable<Term>,
  sentence: Sentence,
  needs: { classes: readonly string[]; isBare?: boolean; article?: string; isInSentence?: boolean },
): Rival[] {
  const rest = [...sentence.lemmas].filter((lemma) => !key.lemmas.has(lemma));
  const found: Rival[] = [];
  for (const term of terms) {
    if (!needs.classes.includes(term.class) || term.key === key.key) continue;
    if (needs.isBare === true && !term.isBare) continue;
    if (needs.isInSentence === true && term.class === "name" && key.isPlace !== term.isPlace) continue;
    if (needs.article === "the" && term.class === "name" && !term.takesThe) continue;
    if (/^an?$/.test(needs.article ?? "") && articleFor(term.text) !== needs.article) continue;
    if (overlaps(key, term) || isKindOf(key, term) || isKindOf(term, key)) continue;
    if (mentions(sentence, term) || couldAlsoBe(term, sentence, rest)) continue;
    found.push({ text: term.text, fit: fitOf(key, term, sentence) });
  }
  return found;
}

/** One contains the other: "cells" and "T cells" could both be right. */
const overlaps = (a: Term, b: Term): boolean => {
  const [small, large] = a.lemmas.size <= b.lemmas.size ? [a, b] : [b, a];
  return [...small.lemmas].every((lemma) => large.lemmas.has(lemma)) || large.key.includes(small.key);
};

/** Chlorophyll is a pigment: what is true of the one is often true of the other. */
export const isKindOf = (narrow: Term, wide: Term): boolean => {
  const predicate = narrow.definition?.predicate.toLowerCase();
  if (predicate === undefined) return false;
  const head = wide.key.replace(/s$/, "");
  return predicate.includes(head);
};

const mentions = (sentence: Sentence, term: Term): boolean =>
  term.sentences.has(sentence.at) ||
  sentence.text.toLowerCase().includes(term.text.toLowerCase()) ||
  [...term.lemmas].every((lemma) => sentence.lemmas.has(lemma));

/** Defined by nearly the same words as the sentence uses: it might fill the blank as well. */
function couldAlsoBe(term: Term, sentence: Sentence, rest: readonly string[]): boolean {
  const own = term.definition?.sentence;
  if (!own || own.at === sentence.at) return false;
  const shared = rest.filter((lemma) => own.lemmas.has(lemma)).length;
  return rest.length > 0 && shared / rest.length > 0.9 && own.text.length < sentence.text.length + 10;
}

function fitOf(key: Term, term: Term, sentence: Sentence): number {
  const distance = Math.min(...[...term.sentences].map((at) => Math.abs(at - sentence.at)));
  return (
    (key.definition && term.definition ? 2 : 0) +
    (key.class === term.class ? 2 : 0) +
    (key.text.split(" ").length === term.text.split(" ").length ? 1 : 0) +
    Math.min(term.sentences.size, 4) * 0.3 -
    Math.abs(key.text.length - term.text.length) / 10 -
    // From far away in the text it is less plausible; from the same lines it may be right too.
    (distance < 2 ? 1.5 : Math.min(distance, 100) / 50)
  );
}

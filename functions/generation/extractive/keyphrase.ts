import { isTelling, type Phrase } from "./phrase.ts";
import type { Reading } from "./reading.ts";

interface Scored {
  readonly phrase: Phrase;
  readonly score: number;
  readonly isLoose: boolean;
}

/**
 * What some passages are about and the others less so: frequency within against frequency without, longer and
 * defined phrases first.
 */
export function keyphrasesOf(reading: Reading, refs: ReadonlySet<string>, most: number): Phrase[] {
  const defined = new Set(
    reading.definitions.filter(({ sentence }) => refs.has(sentence.passage)).map(({ key }) => key),
  );
  const scored: Scored[] = [];
  for (const phrase of reading.phrases.values()) {
    if (!isTelling(phrase) || phrase.text.split(" ").length > 4) continue;
    const inside = phrase.mentions.filter((mention) => refs.has(mention.sentence.passage)).length;
    if (inside === 0) continue;
    const isLoose = inside === 1 && !defined.has(phrase.key) && !/^(name|person)$/.test(phrase.class);
    const words = phrase.lemmas.size;
    const focus = inside / phrase.mentions.length;
    const score =
      inside * (0.4 + 0.6 * focus) * (words > 1 ? 1.4 : 1) * (isLoose ? 0.15 : 1) +
      (defined.has(phrase.key) ? 2.5 : 0);
    scored.push({ phrase, isLoose, score: score * (phrase.class === "person" ? 0.6 : 1) });
  }
  const firm = scored.filter(({ isLoose }) => !isLoose);
  const usable = firm.length >= 3 ? firm : scored;
  usable.sort((a, b) => b.score - a.score || firstAt(a.phrase) - firstAt(b.phrase));
  return distinct(usable.map(({ phrase }) => phrase)).slice(0, most);
}

/** "price" beside "equilibrium price" says the same twice; so do singular and plural. */
function distinct(phrases: readonly Phrase[]): Phrase[] {
  const kept: Phrase[] = [];
  for (const phrase of phrases) {
    const isSame = (other: Phrase) => {
      const [small, large] = other.lemmas.size < phrase.lemmas.size ? [other, phrase] : [phrase, other];
      return [...small.lemmas].every((lemma) => large.lemmas.has(lemma));
    };
    if (!kept.some(isSame)) kept.push(phrase);
  }
  return kept;
}

const firstAt = (phrase: Phrase): number => phrase.mentions[0]?.sentence.at ?? 0;

import type { Definition } from "./definition.ts";
import { endsPlural, isTelling, type Phrase, type PhraseClass } from "./phrase.ts";

/** Something the text talks about that a question can have as its answer. */
export interface Term {
  readonly key: string;
  readonly text: string;
  readonly withArticle: string;
  readonly class: PhraseClass;
  readonly lemmas: ReadonlySet<string>;
  readonly definition: Definition | undefined;
  /** Where it stands, by `Sentence.at`. */
  readonly sentences: ReadonlySet<number>;
  /** Seen without any article, as "chlorophyll" and "plates" are but "chloroplast" is not. */
  readonly isBare: boolean;
  readonly takesThe: boolean;
  /** Often after "in", "at", "from", "to" and the like: a place, if it is a name. */
  readonly isPlace: boolean;
}

/** Every defined term and every name; of other phrases that tell something, those said at least `fewest` times. */
export function termsOf(
  phrases: ReadonlyMap<string, Phrase>,
  definitions: readonly Definition[],
  fewest = 2,
): Map<string, Term> {
  const terms = new Map<string, Term>();
  const verbs = verbsIn(phrases);
  const persons = [...phrases.values()].filter((phrase) => phrase.class === "person");
  const surnames = new Set(persons.map((phrase) => phrase.key.split(" ").at(-1)));
  for (const definition of definitions)
    terms.set(definition.key, defined(definition, phrases.get(definition.key)));
  for (const phrase of phrases.values()) {
    if (terms.has(phrase.key) || !isTelling(phrase) || endsInVerb(phrase, verbs)) continue;
    const isKnown = /^(person|name|code)$/.test(phrase.class) || phrase.mentions.length >= fewest;
    const isSurname = phrase.class === "name" && surnames.has(phrase.key);
    if (isKnown) terms.set(phrase.key, undefinedTerm(isSurname ? { ...phrase, class: "person" } : phrase));
  }
  return terms;
}

/** "price rises": a clause that the tagger took for a noun; elsewhere it saw the verb. */
const endsInVerb = ({ key, class: kind }: Phrase, verbs: ReadonlySet<string>): boolean =>
  key.includes(" ") && /^things?$/.test(kind) && verbs.has(key.split(" ").at(-1) ?? "");

function verbsIn(phrases: ReadonlyMap<string, Phrase>): Set<string> {
  const sentences = new Set(
    [...phrases.values()].flatMap(({ mentions }) => mentions.map((mention) => mention.sentence)),
  );
  return new Set(
    [...sentences].flatMap(({ words }) =>
      words.filter(({ pos }) => pos === "VERB").map(({ lower }) => lower),
    ),
  );
}

function undefinedTerm(phrase: Phrase): Term {
  return {
    key: phrase.key,
    text: phrase.text,
    withArticle: phrase.withArticle,
    class: phrase.class,
    lemmas: phrase.lemmas,
    definition: undefined,
    sentences: new Set(phrase.mentions.map((mention) => mention.sentence.at)),
    isBare: phrase.mentions.some(isBareMention),
    takesThe: phrase.mentions.some((mention) => mention.article === "the"),
    isPlace: isPlace(phrase),
  };
}

function defined(definition: Definition, phrase: Phrase | undefined): Term {
  const { term, key, article, sentence } = definition;
  const isPlural = definition.pattern === "copula" ? /^(are|were)$/.test(definition.verb) : endsPlural(key);
  const lemmas = sentence.words
    .filter((word) => ` ${key} `.includes(` ${word.lower} `) && !word.isStop)
    .map((word) => word.lemma);
  return {
    key,
    text: term,
    withArticle: article === "" ? term : `${article} ${term}`,
    class: isPlural ? "things" : classByCase(term),
    lemmas: phrase?.lemmas ?? new Set(lemmas.length > 0 ? lemmas : key.split(" ")),
    definition,
    sentences: new Set([sentence.at, ...(phrase?.mentions.map((mention) => mention.sentence.at) ?? [])]),
    isBare: article === "" || (phrase?.mentions.some(isBareMention) ?? false),
    takesThe: article === "the" || (phrase?.mentions.some((mention) => mention.article === "the") ?? false),
    isPlace: phrase !== undefined && isPlace(phrase),
  };
}

const isBareMention = ({ sentence, from }: Phrase["mentions"][number]): boolean =>
  !/^(the|an?|its|their|his|her|this|that|each|every|no|some|any|one|these|those)$/.test(
    sentence.words[from - 1]?.lower ?? "",
  );

function isPlace({ mentions }: Phrase): boolean {
  const placed = mentions.filter(({ sentence, from, article }) =>
    /^(in|at|from|near|towards?|around|to|across|between|under|over|through|into|into)$/.test(
      sentence.words[from - (article === "" ? 1 : 2)]?.lower ?? "",
    ),
  );
  return placed.length > 0 && placed.length * 4 >= mentions.length;
}

function classByCase(text: string): PhraseClass {
  if (/^\p{Lu}[\p{Lu}\d]+$/u.test(text)) return "code";
  return /^\p{Lu}\p{Ll}/u.test(text) ? "name" : "thing";
}

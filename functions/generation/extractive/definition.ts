import { endsPlural, mentionsIn, spanned } from "./phrase.ts";
import { isDangling, isProse, type Sentence, type Word } from "./sentence.ts";
import { type Spelling, spellingOf } from "./spelling.ts";

/** A sentence, or part of one, that says what a term is. */
export interface Definition {
  /** The term as the text writes it within a sentence, without article. */
  readonly term: string;
  readonly key: string;
  readonly article: string;
  readonly verb: "is" | "are" | "was" | "were";
  /** What the term is: begins in small letters and carries no final stop. */
  readonly predicate: string;
  readonly sentence: Sentence;
  /** `called`: the predicate is the subject of "… is called <term>". */
  readonly pattern: "copula" | "apposition" | "called";
}

const RELATIVE =
  /\b(that|in|which|who|whose|where|when|in which|by which|between|consisting|made of|used|of|at which|from|with|for|to)\b/i;
const VAGUE =
  /^(reason|answer|result|problem|idea|aim|goal|example|question|difference|key|point|way|one|part|case|effect|story|rest|fact|name|figure|number|process|product|method|system|thing|cause|sign|home note|pattern)s?$/i;
const SUPERLATIVE =
  /^(the|a|an) (most|least|best|worst|only|first|last|largest|biggest|smallest|longest|oldest|same|main|strongest|usual|standard|starting|\w+est)\b/i;

/** The definitions of a reading in its order, one for each term. */
export function definitionsOf(sentences: readonly Sentence[]): Definition[] {
  const spell = spellingOf(sentences);
  const found = new Map<string, Definition>();
  for (const sentence of sentences) {
    if (!isProse(sentence)) continue;
    const definition = byCopula(sentence, spell) ?? byName(sentence) ?? byApposition(sentence);
    if (
      !definition ||
      /^(\S+ ){1,5}(beneath|below|above|behind|around) (it|them)\b/.test(definition.predicate)
    )
      continue;
    const known = found.get(definition.key);
    const isBetter = known?.pattern !== "copula" && definition.pattern === "copula";
    if (!known || isBetter) found.set(definition.key, definition);
  }
  return [...found.values()].sort((a, b) => a.sentence.at - b.sentence.at);
}

/** "A chloroplast is a small green compartment that …", "Elasticity refers to …". */
function byCopula(sentence: Sentence, spell: Spelling): Definition | undefined {
  const { words } = sentence;
  const subject = subjectOf(sentence, spell);
  const verb = words[subject?.to ?? -1];
  if (!subject || !verb) return undefined;
  const from = subject.to + (verb.lower === "refers" ? 2 : 1);
  const predicate = clause(sentence, from);
  if (!predicate || predicate.split(" ").length < 4 || SUPERLATIVE.test(predicate)) return undefined;
  const opener = words[from]?.lower ?? "";
  const isKind =
    /\b(that|which|who|whose|in which|of)\b/.test(predicate) &&
    /^(NOUN|ADJ|ADV)$/.test(words[from]?.pos ?? "");
  const isPlural = /^(are|were)$/.test(verb.lower) && isKind;
  const isMass =
    /^(NOUN|ADJ)$/.test(words[from]?.pos ?? "") && /^(\w+ )?\w+ (that|which|who)\b/.test(predicate);
  const isOne = /^(an?|any)$/.test(opener) || (opener === "the" && RELATIVE.test(predicate));
  if (!isOne && !isPlural && !isMass) return undefined;
  return {
    ...subject,
    verb: /^(are|was|were)$/.test(verb.lower) ? asVerb(verb.lower) : "is",
    predicate: predicate.replace(/^any (?=[aeiou])/i, "an ").replace(/^any /i, "a "),
    sentence,
    pattern: "copula",
  };
}

const MOMENTS = new Set(
  "today now then here there often usually sometimes once soon still also perhaps never".split(" "),
);
const NO_TERM = /^(PRON|AUX|PUNCT|ADP|CCONJ|SCONJ|ADV|DET|PART|SYM)$/;

/** The term a sentence begins with: the few words before its verb, "X of the Y" included. */
function subjectOf(sentence: Sentence, spell: Spelling) {
  const { words } = sentence;
  const to = words.findIndex((word) => /^(is|are|was|were|means|refers)$/.test(word.lower));
  const article = /^(the|an?)$/.exec(words[0]?.lower ?? "")?.[0] ?? "";
  const from = article === "" ? 0 : 1;
  const term = words.slice(from, to);
  const last = term.at(-1);
  if (to < 0 || term.length === 0 || term.length > 8 || !last || VAGUE.test(spanned(sentence, from, to)))
    return undefined;
  const isHyphenated = (at: number) =>
    term[at - 1]?.text === "-" || term[at + 1]?.text === "-" || term[at]?.text === "-";
  const isJoint = (at: number) => at > 0 && /^(of|the|an?)$/.test(term[at]?.lower ?? "");
  const isAdverb = (word: Word, at: number) =>
    at === 0 && word.pos === "ADV" && !MOMENTS.has(word.lower) && term.length > 1;
  const isTerm = term.every(
    (word, at) =>
      isHyphenated(at) ||
      isJoint(at) ||
      isAdverb(word, at) ||
      (!NO_TERM.test(word.pos) && /\p{L}/u.test(word.text)),
  );
  if (!isTerm || NO_TERM.test(last.pos) || isDangling(sentence)) return undefined;
  if (/^(other|another|many|such|same|first|last|next|own|main|best|most)$/.test(term[0]?.lower ?? ""))
    return undefined;
  const raw = spanned(sentence, from, to);
  // Without an article, "X was …" tells of one certain X: a name.
  const isName = article === "" && words[to]?.lower === "was";
  const text = from === 1 || isName ? raw : spell(raw);
  return { term: text, key: text.toLowerCase().replaceAll("-", " "), article, to };
}

/** "A stack of thylakoids is called a granum": the subject describes, the last phrase is the term. */
function byName(sentence: Sentence): Definition | undefined {
  const { words } = sentence;
  const at = words.findIndex(
    (word, index) => word.lower === "called" && /^(is|are|was|were)$/.test(words[index - 1]?.lower ?? ""),
  );
  const term = mentionsIn(sentence).find(
    ({ from, article }) => from === at + 1 || (from === at + 2 && article !== ""),
  );
  const verb = words[at - 1];
  // "The first stage is called the light reactions": no verb would suit both.
  if (at < 0 || !term || !verb || endsPlural(term.key) !== /^(are|were)$/.test(verb.lower)) return undefined;
  let from = at - 1;
  while (from > 0 && !/^[,;:]$/.test(words[from - 1]?.text ?? "")) from -= 1;
  if (/^(and|so|but)$/.test(words[from]?.lower ?? "")) from += 1;
  const description = spanned(sentence, from, at - 1);
  const isLoose =
    /\b(that follow\w*|such|this|these|those|its?|them|they|there|that (point|time|place|moment))\b/i.test(
      description,
    );
  if (isLoose || description.split(" ").length < 4) return undefined;
  if (!/^(the|an?)$/i.test(words[from]?.text ?? "") || /^the \w+$/i.test(description)) return undefined;
  return {
    term: term.text,
    key: term.key,
    article: term.article,
    verb: asVerb(verb.lower),
    predicate: description.charAt(0).toLowerCase() + description.slice(1),
    sentence,
    pattern: "called",
  };
}

/** "… contain lysozyme, an enzyme that breaks down the walls of bacteria." */
function byApposition(sentence: Sentence): Definition | undefined {
  const { words } = sentence;
  for (const { from, to, text, key, article } of mentionsIn(sentence)) {
    if (words[to]?.text !== "," || !/^an?$/.test(words[to + 1]?.lower ?? "") || from === 0) continue;
    const predicate = clause(sentence, to + 1);
    if (!predicate || predicate.split(" ").length < 5 || predicate.length > 160) continue;
    if (!/\b(that|which|who|whose|used|in which)\b/.test(predicate) || VAGUE.test(text)) continue;
    // "of X, a Y", "W and X, a Y": what is explained may be longer than the last noun.
    if (/^(of|and|or)$/.test(words[from - 1]?.lower ?? "") || endsPlural(words[to - 1]?.lower ?? ""))
      continue;
    return { term: text, key, article, verb: "is", predicate, sentence, pattern: "apposition" };
  }
  return undefined;
}

/** From a word to the end of its clause: a semicolon, a colon, or a comma before a new clause ends it. */
function clause(sentence: Sentence, from: number): string | undefined {
  const { words } = sentence;
  let to = from;
  let commas = 0;
  while (to < words.length) {
    const word = words[to];
    if (!word || /^[;:.!?–—]$/.test(word.text)) break;
    if (word.text === ",") {
      if (endsClause(sentence, to + 1, commas)) break;
      commas += 1;
    }
    to += 1;
  }
  const text = spanned(sentence, from, to);
  return /[()"“”]/.test(text) || text === "" ? undefined : text.replace(/\.$/, "");
}

/** A first comma before "and" joins two clauses: a list would have had a comma before. */
function endsClause(sentence: Sentence, at: number, commas: number): boolean {
  const next = sentence.words[at];
  if (!next || next.pos === "AUX") return true;
  if (/^(and|but|so|yet|although|though|while|whereas|because|since)$/.test(next.lower))
    return commas === 0 || next.lower !== "and";
  return /^(such as|in order|running|usually|like|covering|which (is|was|are|explains|means|may|bears))\b/.test(
    spanned(sentence, at, Math.min(at + 2, sentence.words.length)).toLowerCase(),
  );
}

// The caller has matched one of the four.
const asVerb = (text: string): Definition["verb"] => text as Definition["verb"];

import { isProse, onOneLine, type Sentence, type Word } from "./sentence.ts";
import { type Spelling, spellingOf } from "./spelling.ts";
import { ACTS, GENERIC, INSTITUTIONS, PEOPLE, WEAK_ADJECTIVES } from "./vocabulary.ts";

/** What can stand in the same blank: only phrases of one class are offered as alternatives. */
export type PhraseClass = "person" | "name" | "code" | "things" | "thing";

/** One place where a noun phrase stands. */
export interface Mention {
  readonly sentence: Sentence;
  /** Indexes into `sentence.words`. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** In small letters; singular and plural differ. */
  readonly key: string;
  readonly lemmas: readonly string[];
  /** `the`, `a`, `an`, or empty. */
  readonly article: string;
}

/** A noun phrase with everything known about it in one reading. */
export interface Phrase {
  readonly key: string;
  /** As it reads within a sentence: names keep their capitals. */
  readonly text: string;
  readonly class: PhraseClass;
  readonly lemmas: ReadonlySet<string>;
  readonly mentions: readonly Mention[];
  /** With its usual article: `the stroma`, `a chloroplast`, `rubisco`. */
  readonly withArticle: string;
}

/** Every noun phrase of a sentence, longest match, adjectives of mere degree left off. */
export function mentionsIn(sentence: Sentence): Mention[] {
  const { words } = sentence;
  const found: Mention[] = [];
  for (let from = 0; from < words.length; from += 1) {
    let to = from;
    while (to < words.length && continuesPhrase(words, from, to)) to += 1;
    if (to === from) continue;
    const mention = trimmed(sentence, from, to);
    if (mention) found.push(mention);
    from = to - 1;
  }
  return joined(sentence, found);
}

/** All noun phrases of a reading by their key. */
export function phrasesOf(sentences: readonly Sentence[]): Map<string, Phrase> {
  const byKey = new Map<string, Mention[]>();
  const plain = sentences.filter((sentence) => sentence.isItem || isProse(sentence));
  for (const sentence of plain) {
    for (const mention of mentionsIn(sentence)) {
      byKey.set(mention.key, [...(byKey.get(mention.key) ?? []), mention]);
    }
  }
  const spell = spellingOf(sentences);
  return new Map([...byKey].map(([key, mentions]) => [key, phraseFrom(key, mentions, spell)]));
}

/** Is this worth a title, a card or a blank? General words alone are not. */
export const isTelling = (phrase: Phrase): boolean =>
  phrase.text.length > 2 &&
  phrase.text.length <= 60 &&
  !/\d/.test(phrase.text) &&
  [...phrase.lemmas].some((lemma) => !GENERIC.has(lemma)) &&
  !GENERIC.has([...phrase.lemmas].at(-1) ?? "") &&
  !GENERIC.has((phrase.key.split(" ").at(-1) ?? "").replace(/s$/, ""));

/** "Committee" and "Public Safety" are one name: "Committee of Public Safety". */
function joined(sentence: Sentence, mentions: readonly Mention[]): Mention[] {
  const whole: Mention[] = [];
  for (const mention of mentions) {
    const last = whole.at(-1);
    const between = last
      ? sentence.words
          .slice(last.to, mention.from)
          .map((word) => word.lower)
          .join(" ")
      : "";
    const areNames =
      last !== undefined && /^\p{Lu}/u.test(last.text) && /^\p{Lu}/u.test(mention.text) && last.from > 0;
    if (!last || !areNames || !/^of( the)?$/.test(between)) {
      whole.push(mention);
      continue;
    }
    whole[whole.length - 1] = {
      ...last,
      to: mention.to,
      text: spanned(sentence, last.from, mention.to),
      key: `${last.key} ${between} ${mention.key}`,
      lemmas: [...last.lemmas, ...mention.lemmas],
    };
  }
  return whole;
}

function continuesPhrase(words: readonly Word[], from: number, at: number): boolean {
  const word = words[at];
  if (!word) return false;
  if (word.text === "-") {
    const [before, after] = [words[at - 1], words[at + 1]];
    return at > from && before?.end === word.start && after?.start === word.end;
  }
  if (!/\p{L}/u.test(word.text)) return false;
  if (words[at - 1]?.text === "-" && at > from) return true;
  const opensHyphen = words[at + 1]?.text === "-" && words[at + 1]?.start === word.end;
  if (opensHyphen && /^(NUM|VERB|ADV)$/.test(word.pos)) return true;
  if (word.isStop && word.pos !== "PROPN") return false;
  return /^(NOUN|PROPN|ADJ)$/.test(word.pos);
}

function trimmed(sentence: Sentence, start: number, end: number): Mention | undefined {
  const { words } = sentence;
  let [from, to] = [start, end];
  const isCapital = (index: number) => /^\p{Lu}/u.test(words[index]?.text ?? "");
  const person = words.slice(from, to - 1).findLastIndex((word) => PEOPLE.test(word.lower));
  if (person >= 0 && isCapital(from + person + 1)) from += person + 1;
  while (from < to && isWeak(words, from)) from += 1;
  while (to > from && !/^(NOUN|PROPN)$/.test(words[to - 1]?.pos ?? "")) to -= 1;
  // "Bonaparte overthrew the …": a noun is not followed by an article, so the last word was a verb.
  const isFollowed = /^(the|an?|its|their|his|her)$/.test(words[to]?.lower ?? "");
  // "the Pacific Plate moves northwest": after a name, a word in -s inside a clause was a verb too.
  const isVerb =
    /^\p{Lu}\p{Ll}/u.test(words[to - 2]?.text ?? "") &&
    /s$/.test(words[to - 1]?.text ?? "") &&
    !/^(PUNCT|ADP|AUX|VERB|CCONJ)$/.test(words[to]?.pos ?? "");
  if ((isFollowed || isVerb) && to - from > 1 && !isCapital(to - 1)) to -= 1;
  const last = words[to - 1];
  if (!last || to <= from || to - from > 6) return undefined;
  const kept = words.slice(from, to).filter((word) => word.text !== "-");
  const before = words[from - 1]?.lower ?? "";
  return {
    sentence,
    from,
    to,
    text: spanned(sentence, from, to),
    key: kept.map((word) => word.lower).join(" "),
    lemmas: kept.map((word) => word.lemma),
    article: /^(the|an?)$/.test(before) ? before : "",
  };
}

function isWeak(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (!word || word.text === "-") return true;
  const isNamePart = at > 0 && /^\p{Lu}/u.test(word.text) && /^\p{Lu}/u.test(words[at + 1]?.text ?? "");
  return WEAK_ADJECTIVES.has(word.lower) && !isNamePart && words[at + 1]?.text !== "-";
}

/** The words `from` up to `to` as they stand in the sentence, on one line. */
export function spanned(sentence: Sentence, from: number, to: number): string {
  const [first, last] = [sentence.words[from], sentence.words[to - 1]];
  if (!first || !last) return "";
  return onOneLine(sentence.shown.slice(first.start - sentence.start, last.end - sentence.start));
}

function phraseFrom(key: string, mentions: readonly Mention[], spell: Spelling): Phrase {
  const text = spelled(mentions, spell);
  const kind = classOf(mentions, text);
  const definite = mentions.filter((mention) => mention.article === "the").length * 2 > mentions.length;
  const isCounted = mentions.some((mention) => /^an?$/.test(mention.article));
  let article = "";
  if (definite && kind !== "person") article = "the ";
  else if (isCounted && kind === "thing") article = `${articleFor(text)} `;
  const lemmas = new Set(mentions[0]?.lemmas ?? []);
  return { key, text, class: kind, lemmas, mentions, withArticle: `${article}${text}` };
}

/** The indefinite article by spelling, which is right for most words. */
export const articleFor = (text: string): "a" | "an" =>
  /^([aeioAEIO]|[uU](?!ni[^nm]|s[aeiu]|ti)|[FHLMNRSX][A-Z]|hour|honest)/.test(text) &&
  !/^([eE]u|one\b|once\b)/.test(text)
    ? "an"
    : "a";

/** As written away from the beginning of a sentence, where capitals mean nothing. */
function spelled(mentions: readonly Mention[], spell: Spelling): string {
  const counts = new Map<string, number>();
  for (const { text, from } of mentions) if (from > 0) counts.set(text, (counts.get(text) ?? 0) + 1);
  const best = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return best ?? spell(mentions[0]?.text ?? "");
}

function classOf(mentions: readonly Mention[], text: string): PhraseClass {
  if (/^\p{Lu}[\p{Lu}\d]+$/u.test(text)) return "code";
  if (/^\p{Lu}\p{Ll}/u.test(text)) return mentions.some(isPerson) ? "person" : "name";
  return isPlural(mentions) ? "things" : "thing";
}

function isPerson({ sentence, from, to, text }: Mention): boolean {
  if (!/^\p{Lu}[\p{L}.'’]*( (de|von|van|da|di|al|ibn|\p{Lu}[\p{L}.'’]*))+$/u.test(text)) return false;
  if (INSTITUTIONS.test(text)) return false;
  const [before, after, afterThat] = [sentence.words[from - 1], sentence.words[to], sentence.words[to + 1]];
  if (before && PEOPLE.test(before.lower)) return true;
  if (/^(and|,)$/.test(after?.text ?? "") && afterThat?.pos === "PROPN") return false;
  const isRelative = after?.lower === "who" || (after?.text === "," && afterThat?.lower === "who");
  return isRelative || ACTS.test(after?.lower ?? "");
}

/** By the verb that follows where there is one, else by the ending of the last word. */
function isPlural(mentions: readonly Mention[]): boolean {
  let votes = 0;
  for (const { sentence, to } of mentions) {
    const verb = sentence.words[to]?.lower ?? "";
    if (/^(are|were|have)$/.test(verb)) votes += 3;
    else if (/^(is|was|has)$/.test(verb)) votes -= 3;
    else votes += endsPlural(sentence.words[to - 1]?.lower ?? "") ? 1 : -1;
  }
  return votes > 0;
}

export const endsPlural = (word: string): boolean =>
  (/s$/.test(word) && !/(ss|us|is|ics|news)$/.test(word)) ||
  /^(bacteria|algae|stomata|nuclei|fungi|people|children|men|women|criteria|phenomena|mice|feet|teeth)$/.test(
    word,
  );

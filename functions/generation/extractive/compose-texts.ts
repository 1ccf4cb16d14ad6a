import type { LessonDraft } from "../draft.ts";
import { exampleIn } from "./example.ts";
import { keyphrasesOf } from "./keyphrase.ts";
import { emphasised, escaped } from "./markdown.ts";
import { type Reading, sentencesIn } from "./reading.ts";
import { capitalised, isDangling, isProse, type Sentence } from "./sentence.ts";
import { titleFrom } from "./title.ts";

type TextDraft = LessonDraft["texts"][number];

const MOST_SECTIONS = 5;
const WORDS_PER_SECTION = 240;
const WORDS_PER_LESSON = 650;
const LONGEST_QUOTE = 400;
/** Of what there is to tell, for whoever was told it before: a shorter text, and another. */
const SHARE_OF_TOLD = 0.65;

/**
 * The readable part of a lesson: two to five headed texts of whole sentences in the order of the source, the
 * weighty ones and all `needed` ones, each with the sentence it leans on. Every text cites what it is made of.
 */
export function composeTexts(
  reading: Reading,
  refs: ReadonlySet<string>,
  title: string,
  needed: ReadonlySet<number>,
): TextDraft[] {
  const own = sentencesIn(reading, refs);
  const example = new Set(exampleIn(own));
  const all = own.filter(
    (sentence) => !example.has(sentence) && (isReadable(sentence) || needed.has(sentence.at)),
  );
  const words = all.reduce((sum, sentence) => sum + sentence.words.length, 0);
  const whole = words <= 450 ? 0.9 : Math.max(WORDS_PER_LESSON / words, 0.25);
  const share = reading.told ? whole * SHARE_OF_TOLD : whole;
  const headings = new Set([title.toLowerCase()]);
  const sections = sectionsOf(all);
  return sections
    .map((section) => ({ section, chosen: chooseSentences(reading, section, share, needed) }))
    .filter(({ chosen }) => chosen.length > 0)
    .map(({ section, chosen }, at) => {
      const heading = headingFor(reading, section, title, headings, at === 0);
      const markdown = paragraphsOf(reading, chosen);
      return {
        markdown: bounded(heading === undefined ? markdown : `### ${escaped(heading)}\n\n${markdown}`),
        citations: citationsOf(chosen),
      };
    });
}

/** By heading, then cut where they are long and joined where they are many or short. */
function sectionsOf(sentences: readonly Sentence[]): Sentence[][] {
  const runs: Sentence[][] = [];
  for (const sentence of sentences) {
    const last = runs.at(-1);
    const previous = last?.at(-1);
    const isSame = previous?.heading === sentence.heading;
    const isFull = wordsIn(last ?? []) > WORDS_PER_SECTION && previous?.paragraph !== sentence.paragraph;
    if (last && isSame && !isFull) last.push(sentence);
    else runs.push([sentence]);
  }
  while (runs.length > 1) {
    const sizes = runs.map(wordsIn);
    const smallest = Math.min(...sizes);
    if (runs.length <= MOST_SECTIONS && smallest >= 50) break;
    const at = sizes.indexOf(smallest);
    const start =
      at === 0 ? 0 : at === runs.length - 1 || (sizes[at - 1] ?? 0) <= (sizes[at + 1] ?? 0) ? at - 1 : at;
    runs.splice(start, 2, [...(runs[start] ?? []), ...(runs[start + 1] ?? [])]);
  }
  return runs;
}

/** The needed and the weightiest up to a share of the words; what leans on the sentence before brings it along. */
function chooseSentences(
  reading: Reading,
  section: readonly Sentence[],
  share: number,
  needed: ReadonlySet<number>,
): Sentence[] {
  const room = Math.max(60, wordsIn(section) * share);
  const chosen = new Set<number>();
  const add = (at: number) => {
    for (const index of withAntecedents(section, at)) chosen.add(index);
  };
  for (const [at, sentence] of section.entries()) if (needed.has(sentence.at)) add(at);
  const left = new Set(section.keys());
  while (wordsIn(section.filter((_, at) => chosen.has(at))) < room) {
    const best = bestNext(reading, section, chosen, left);
    if (best === undefined) break;
    left.delete(best);
    add(best);
  }
  return section.filter((_, at) => chosen.has(at));
}

/** The weightiest sentence left; one that goes on from a chosen one reads better than one that stands apart. */
function bestNext(
  reading: Reading,
  section: readonly Sentence[],
  chosen: ReadonlySet<number>,
  left: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let bestRank = Number.NEGATIVE_INFINITY;
  for (const at of left) {
    const sentence = section[at];
    if (!sentence || chosen.has(at)) continue;
    const before = section[at - 1];
    const goesOn = before?.paragraph === sentence.paragraph && chosen.has(at - 1);
    const wasTold = reading.told?.has(sentence.at) ? 0.5 : 0;
    const rank = (reading.weights[sentence.at] ?? 0) + (goesOn ? 0.35 : 0) - wasTold;
    if (rank > bestRank) [best, bestRank] = [at, rank];
  }
  return best;
}

/** The sentence, and before it those it leans on; none when they lie outside, unless it stands first anyway. */
function withAntecedents(section: readonly Sentence[], at: number): number[] {
  const group = [at];
  let index = at;
  while (group.length < 4) {
    const sentence = section[index];
    const before = section[index - 1];
    if (!sentence || !isDangling(sentence) || sentence.isItem) return group;
    if (!before || before.at !== sentence.at - 1) return group.length === 1 && sentence.isFirst ? group : [];
    index -= 1;
    group.unshift(index);
  }
  return group;
}

function paragraphsOf(reading: Reading, chosen: readonly Sentence[]): string {
  const bold = reading.definitions.map((definition) => ({
    at: definition.sentence.at,
    term: definition.term,
  }));
  const shown = new Set<string>();
  const paragraphs: { number: number; isItem: boolean; text: string }[] = [];
  for (const sentence of chosen) {
    const terms = bold
      .filter(({ at, term }) => at === sentence.at && !shown.has(term))
      .map(({ term }) => term);
    for (const term of terms) shown.add(term);
    const text = emphasised(sentence.text, terms);
    const last = paragraphs.at(-1);
    if (last && last.number === sentence.paragraph) last.text += ` ${text}`;
    // A paragraph of which one sentence is left goes with the next one, not on a line of its own.
    else if (last && !last.isItem && !sentence.isItem && last.text.length < 220) {
      last.text += ` ${text}`;
      last.number = sentence.paragraph;
    } else paragraphs.push({ number: sentence.paragraph, isItem: sentence.isItem, text });
  }
  return paragraphs
    .map(({ isItem, text }, at) => {
      const gap = at === 0 ? "" : isItem && paragraphs[at - 1]?.isItem ? "\n" : "\n\n";
      return `${gap}${isItem ? "- " : ""}${text}`;
    })
    .join("");
}

/** Neighbouring sentences are quoted together while they fit; a longer sentence is quoted up to a word's end. */
function citationsOf(chosen: readonly Sentence[]): TextDraft["citations"] {
  const runs: { passage: string; start: number; end: number; at: number; quote: string }[] = [];
  for (const { passage, start, quote, at } of chosen) {
    const last = runs.at(-1);
    const end = start + quote.length;
    const gap = last ? start - last.end : 0;
    const isNext =
      last !== undefined && last.passage === passage && last.at === at - 1 && gap >= 0 && gap <= 1;
    if (last && isNext && end - last.start <= LONGEST_QUOTE) {
      last.quote += (gap === 1 ? " " : "") + quote;
      Object.assign(last, { end, at });
    } else runs.push({ passage, start, end, at, quote: cut(quote) });
  }
  // A word or two stands in many places: too little to be cited by.
  const telling = runs.filter(({ quote }) => quote.length >= 12);
  return (telling.length > 0 ? telling : runs).slice(0, 12).map(({ passage, quote }) => ({ passage, quote }));
}

function cut(quote: string): string {
  return quote.length <= LONGEST_QUOTE ? quote : quote.slice(0, LONGEST_QUOTE).replace(/\s+\S*$/, "");
}

function headingFor(
  reading: Reading,
  section: readonly Sentence[],
  title: string,
  taken: Set<string>,
  isFirst: boolean,
) {
  const own = titleFrom(section[0]?.heading);
  const refs = new Set(section.map((sentence) => sentence.passage));
  const phrases = keyphrasesOf(reading, refs, 6).filter((phrase) =>
    phrase.mentions.some((mention) => section.includes(mention.sentence)),
  );
  const [first, second] = phrases
    .map((phrase) => phrase.text)
    .filter((text) => !title.toLowerCase().includes(text.toLowerCase()));
  const pair =
    first === undefined ? undefined : capitalised(second === undefined ? first : `${first} and ${second}`);
  const heading = [own, isFirst ? undefined : pair].find(
    (text) => text !== undefined && !taken.has(text.toLowerCase()),
  );
  if (heading !== undefined) taken.add(heading.toLowerCase());
  return heading;
}

const isReadable = (sentence: Sentence): boolean =>
  isProse(sentence) || (sentence.isItem && sentence.words.length > 2);
const wordsIn = (sentences: readonly Sentence[]): number =>
  sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);

const bounded = (markdown: string): string =>
  markdown.length <= 6000 ? markdown : markdown.slice(0, 6000).replace(/\s+\S*$/, "");

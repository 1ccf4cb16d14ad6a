import type { Passage } from "../draft.ts";
import type { Analyse } from "./load-nlp.ts";
import { type Segment, segments, withoutMarks } from "./segment.ts";
import { capitalised, onOneLine, type Sentence, type Word } from "./sentence.ts";

/**
 * The passages as numbered sentences with tagged words; every quote is an exact part of its passage. What is said
 * again is read once, and not at all when it looks like a page's header or a planted line.
 */
export function readPassages(analyse: Analyse, passages: readonly Passage[]): Sentence[] {
  const read: Sentence[] = [];
  let paragraph = 0;
  for (const passage of passages) {
    for (const segment of segments(passage.text)) {
      // Line breaks inside a paragraph are spaces, and marks too; one for one, so that offsets stay.
      const line = withoutMarks(segment.text).replace(/[\r\n\t\u00a0]/g, " ");
      const groups = analyse(line).flatMap(parted);
      let isFirst = true;
      for (const group of groups) {
        const sentence = sentenceFrom(passage, { ...segment, text: line }, trimmed(group), {
          paragraph,
          isFirst,
        });
        if (!sentence) continue;
        read.push(sentence);
        isFirst = false;
      }
      paragraph += 1;
    }
  }
  return withoutRepeats(read).map((sentence, at) => ({ ...sentence, at }));
}

function sentenceFrom(
  passage: Passage,
  segment: Segment,
  group: readonly Word[],
  place: { paragraph: number; isFirst: boolean },
): Sentence | undefined {
  const by = segment.start;
  const words = group.map((word) => ({ ...word, start: word.start + by, end: word.end + by }));
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return undefined;
  const quote = passage.text.slice(first.start, last.end);
  const line = segment.text.slice(first.start - by, last.end - by);
  // The tagger was given small letters where it found shouting.
  const isShouted =
    /\p{Lu}{4}/u.test(line) && !/\p{Ll}/u.test(line) && line.toLowerCase().length === line.length;
  const shown = isShouted ? capitalised(line.toLowerCase()) : line;
  return {
    at: 0,
    passage: passage.ref,
    heading: passage.heading,
    ...place,
    isItem: segment.isItem,
    quote,
    shown,
    text: onOneLine(shown),
    words,
    start: first.start,
    lemmas: new Set(words.filter(carriesMeaning).map((word) => word.lemma)),
  };
}

/** A text that repeats itself all through keeps one of each; in any other, what stands there three times is dropped. */
function withoutRepeats(sentences: readonly Sentence[]): Sentence[] {
  const counts = new Map<string, number>();
  for (const { text } of sentences) counts.set(text, (counts.get(text) ?? 0) + 1);
  const isRepetitive = counts.size < sentences.length * 0.7;
  const seen = new Set<string>();
  return sentences.filter(({ text }) => {
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew && (isRepetitive || (counts.get(text) ?? 0) < 3);
  });
}

/** Pictures and stray marks around a sentence are not part of it. */
function trimmed(words: readonly Word[]): Word[] {
  const isMark = (word: Word) => !/[\p{L}\p{N}"“”‘’'()[\].!?…%:;,<>]/u.test(word.text);
  const from = words.findIndex((word) => !isMark(word));
  const to = words.findLastIndex((word) => !isMark(word));
  return from < 0 ? [] : words.slice(from, to + 1);
}

const ABBREVIATION =
  /^(mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|cf|approx|ca|al|no|fig|pp|vol|eds?|jr|sr|gen|col)\.$/i;

/** "… IV and V. It took", "… needs sun. Milk comes": taken for an initial or a weekday, yet a sentence ends there. */
function parted(words: Word[]): Word[][] {
  const at = words.findIndex((word, index) => {
    const next = words[index + 1]?.text ?? "";
    if (/^[A-Z]+\.$/.test(word.text)) return /^(It|This|They|These|The|In|But|He|She)$/.test(next);
    return /^\p{Ll}+\.$/u.test(word.text) && /^\p{Lu}/u.test(next) && !ABBREVIATION.test(word.text);
  });
  return at < 0 ? [words] : [words.slice(0, at + 1), ...parted(words.slice(at + 1))];
}

const carriesMeaning = (word: Word): boolean =>
  !word.isStop && /^(NOUN|PROPN|VERB|ADJ|NUM)$/.test(word.pos) && word.lemma.length > 1;

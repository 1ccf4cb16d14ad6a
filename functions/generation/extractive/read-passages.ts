import type { Passage } from "../draft.ts";
import type { Analyse } from "./load-nlp.ts";
import { segments } from "./segment.ts";
import type { Sentence, Word } from "./sentence.ts";

/** The passages as numbered sentences with tagged words; every quote is an exact part of its passage. */
export function readPassages(analyse: Analyse, passages: readonly Passage[]): Sentence[] {
  const read: Sentence[] = [];
  let paragraph = 0;
  for (const passage of passages) {
    for (const segment of segments(passage.text)) {
      // Line breaks inside a paragraph are spaces; one for one, so that offsets stay.
      const groups = analyse(segment.text.replace(/[\r\n\t\u00a0]/g, " ")).flatMap(parted);
      let isFirst = true;
      for (const group of groups) {
        const words = group.map((word) => moved(word, segment.start));
        const [first, last] = [words[0], words.at(-1)];
        if (!first || !last) continue;
        const quote = passage.text.slice(first.start, last.end);
        read.push({
          at: read.length,
          passage: passage.ref,
          heading: passage.heading,
          paragraph,
          isItem: segment.isItem,
          isFirst,
          quote,
          text: quote.replace(/\s+/g, " "),
          words,
          start: first.start,
          lemmas: new Set(words.filter(carriesMeaning).map((word) => word.lemma)),
        });
        isFirst = false;
      }
      paragraph += 1;
    }
  }
  return read;
}

/** "… I, IV and V. It took shape …": a single letter and a stop are taken for an initial; here they end a sentence. */
function parted(words: Word[]): Word[][] {
  const at = words.findIndex(
    (word, index) =>
      /^[A-Z]+\.$/.test(word.text) &&
      /^(It|This|They|These|The|In|But|He|She)$/.test(words[index + 1]?.text ?? ""),
  );
  return at < 0 ? [words] : [words.slice(0, at + 1), ...parted(words.slice(at + 1))];
}

const moved = (word: Word, by: number): Word => ({ ...word, start: word.start + by, end: word.end + by });

const carriesMeaning = (word: Word): boolean =>
  !word.isStop && /^(NOUN|PROPN|VERB|ADJ|NUM)$/.test(word.pos) && word.lemma.length > 1;

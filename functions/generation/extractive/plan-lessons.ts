import { FEWEST_QUESTIONS, soundQuestions } from "./draft-questions.ts";
import type { Reading } from "./reading.ts";

/** Source words a lesson needs to be worth one. */
const WORDS_PER_LESSON = 150;

/**
 * Splits the passages into at most `wanted` coherent lessons in text order, fewer when the text is short or a
 * part yields too few sound questions. Answers the passages' refs, lesson by lesson.
 */
export function planLessons(reading: Reading, wanted: number): Set<string>[] {
  const words = reading.passages.map((passage) => passage.text.split(/\s+/).length);
  const total = words.reduce((sum, size) => sum + size, 0);
  const most = Math.max(1, Math.min(wanted, Math.floor(total / WORDS_PER_LESSON), reading.passages.length));
  const ends = bestEnds(boundaryCosts(reading), words, most);
  let from = 0;
  const groups = ends.map((end) => {
    const group = new Set(reading.passages.slice(from, end).map((passage) => passage.ref));
    from = end;
    return group;
  });
  return merged(reading, groups);
}

/** What a break before each passage costs: the words both sides share, less where a heading or a source begins. */
function boundaryCosts(reading: Reading): number[] {
  const lemmas = reading.passages.map(() => new Map<string, number>());
  const indexOf = new Map(reading.passages.map((passage, at) => [passage.ref, at]));
  for (const sentence of reading.sentences) {
    const bag = lemmas[indexOf.get(sentence.passage) ?? -1];
    for (const lemma of sentence.lemmas) bag?.set(lemma, (bag.get(lemma) ?? 0) + 1);
  }
  return reading.passages.map((passage, at) => {
    const previous = reading.passages[at - 1];
    if (!previous) return 0;
    if (previous.sourceId !== passage.sourceId) return -1;
    const isSection = passage.heading !== undefined && passage.heading !== previous.heading;
    return cosine(lemmas[at - 1], lemmas[at]) + (isSection ? -0.6 : 0.4);
  });
}

function cosine(
  a: ReadonlyMap<string, number> = new Map(),
  b: ReadonlyMap<string, number> = new Map(),
): number {
  let dot = 0;
  for (const [lemma, count] of a) dot += count * (b.get(lemma) ?? 0);
  const norm = (bag: ReadonlyMap<string, number>) =>
    Math.sqrt([...bag.values()].reduce((sum, count) => sum + count * count, 0));
  return dot === 0 ? 0 : dot / (norm(a) * norm(b));
}

/** Ends (exclusive) of the cheapest cut into `count` groups: uneven sizes cost, and so does each break. */
function bestEnds(breakCost: readonly number[], words: readonly number[], count: number): number[] {
  const size = words.length;
  const before = [0];
  for (const length of words) before.push((before.at(-1) ?? 0) + length);
  const even = (before[size] ?? 0) / count;
  const costOf = (from: number, to: number) => {
    const off = ((before[to] ?? 0) - (before[from] ?? 0)) / even - 1;
    return 1.5 * off * off + (from === 0 ? 0 : (breakCost[from] ?? 0));
  };
  let best = Array.from({ length: size + 1 }, (_, to) => (to === 0 ? 0 : Number.POSITIVE_INFINITY));
  const cameFrom: number[][] = [];
  for (let group = 1; group <= count; group += 1) {
    const next = new Array<number>(size + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Array<number>(size + 1).fill(0);
    for (let to = group; to <= size; to += 1) {
      for (let start = group - 1; start < to; start += 1) {
        const cost = (best[start] ?? Number.POSITIVE_INFINITY) + costOf(start, to);
        if (cost < (next[to] ?? 0)) [next[to], from[to]] = [cost, start];
      }
    }
    best = next;
    cameFrom.push(from);
  }
  const ends = [size];
  for (let group = count - 1; group > 0; group -= 1) ends.unshift(cameFrom[group]?.[ends[0] ?? 0] ?? 0);
  return ends;
}

/** A lesson that cannot be asked about, or is too short, joins its smaller neighbour. */
function merged(reading: Reading, groups: readonly Set<string>[]): Set<string>[] {
  const sizeOf = (refs: ReadonlySet<string>) =>
    reading.passages.reduce((sum, { ref, text }) => sum + (refs.has(ref) ? text.length : 0), 0);
  const isPoor = (refs: ReadonlySet<string>) =>
    sizeOf(refs) < WORDS_PER_LESSON * 3.5 ||
    soundQuestions(reading, refs, FEWEST_QUESTIONS).length < FEWEST_QUESTIONS;
  const left = [...groups];
  for (let at = 0; at < left.length && left.length > 1; ) {
    const group = left[at];
    if (!group || !isPoor(group)) {
      at += 1;
      continue;
    }
    const [previous, next] = [left[at - 1], left[at + 1]];
    const isBefore = previous !== undefined && (next === undefined || sizeOf(previous) <= sizeOf(next));
    const start = isBefore ? at - 1 : at;
    left.splice(start, 2, new Set([...(left[start] ?? []), ...(left[start + 1] ?? [])]));
    at = start;
  }
  return left;
}

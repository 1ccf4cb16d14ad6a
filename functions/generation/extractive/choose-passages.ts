import MiniSearch from "minisearch";
import type { Brief, Passage } from "../draft.ts";

/** A lesson plan names no more passages than this (`LessonPlan.passages`). */
export const PASSAGES_PER_LESSON = 40;
const FEWEST_WORDS = 300;
const LONG_RUN = 4;

/**
 * The passages worth using for the brief's topic, each source in its order, the most relevant source first. Of
 * several sources, long stretches that share few words with what is on the topic are left out; a single source
 * was chosen by the learner and stays whole, and so does everything when the topic says nothing about the text.
 */
export function choosePassages(given: readonly Passage[], brief: Brief): Passage[] {
  const passages = [...new Map(given.map((passage) => [passage.ref, passage])).values()];
  const scores = relevance(passages, brief);
  const best = Math.max(0, ...scores.values());
  const ordered = inSourceOrder(passages, scores);
  const start = ordered.filter((passage) => best > 0 && (scores.get(passage.ref) ?? 0) >= best * 0.4);
  if (start.length === 0 || ordered.every(({ sourceId }) => sourceId === ordered[0]?.sourceId))
    return ordered;
  const reached = reachedFrom(start, ordered);
  const relevant = ordered.filter(
    (passage, at) => reached.has(passage.ref) || runAround(ordered, reached, at) < LONG_RUN,
  );
  return wordsIn(relevant) >= FEWEST_WORDS && wordsIn(relevant) < wordsIn(ordered) * 0.75
    ? relevant
    : ordered;
}

/** All passages that hang together with the first ones: by three telling words of one source, or nine of two. */
function reachedFrom(start: readonly Passage[], passages: readonly Passage[]): Set<string> {
  const words = new Map(passages.map((passage) => [passage.ref, tellingWords(passage)]));
  const counts = new Map<string, number>();
  for (const set of words.values()) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1);
  const postings = new Map<string, Passage[]>();
  for (const passage of passages) {
    for (const word of words.get(passage.ref) ?? []) {
      const count = counts.get(word) ?? 0;
      if (count > 1 && count <= Math.max(8, passages.length * 0.25))
        postings.set(word, [...(postings.get(word) ?? []), passage]);
    }
  }
  const reached = new Set(start.map((passage) => passage.ref));
  const queue = [...start];
  for (let passage = queue.pop(); passage; passage = queue.pop()) {
    const shared = new Map<Passage, number>();
    for (const word of words.get(passage.ref) ?? []) {
      for (const other of postings.get(word) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const [other, count] of shared) {
      if (reached.has(other.ref) || count < (other.sourceId === passage.sourceId ? 3 : 9)) continue;
      reached.add(other.ref);
      queue.push(other);
    }
  }
  return reached;
}

const tellingWords = ({ text }: Passage): Set<string> =>
  new Set((text.toLowerCase().match(/\p{L}{6,}/gu) ?? []).filter((word) => !STOP.has(word)).map(stemmed));

/** How many passages of one source in a row, this one among them, were not reached; a whole source is long. */
function runAround(passages: readonly Passage[], reached: ReadonlySet<string>, at: number): number {
  const source = passages[at]?.sourceId;
  const isOff = (index: number) => {
    const passage = passages[index];
    return passage !== undefined && passage.sourceId === source && !reached.has(passage.ref);
  };
  let [from, to] = [at, at];
  while (isOff(from - 1)) from -= 1;
  while (isOff(to + 1)) to += 1;
  const isWhole = passages[from - 1]?.sourceId !== source && passages[to + 1]?.sourceId !== source;
  return isWhole && isOff(at) ? LONG_RUN : to - from + 1;
}

/** BM25 for the topic, once more with the words of its best hits (pseudo-relevance feedback). */
function relevance(passages: readonly Passage[], brief: Brief): Map<string, number> {
  const index = new MiniSearch<Passage>({
    fields: ["heading", "text"],
    idField: "ref",
    processTerm: (term) =>
      term.length < 3 || STOP.has(term.toLowerCase()) ? null : stemmed(term.toLowerCase()),
    searchOptions: { boost: { heading: 2 } },
  });
  index.addAll(passages);
  const asked = [brief.topic, ...brief.objectives].join(" ");
  const hits = index.search(asked);
  const byRef = new Map(passages.map((passage) => [passage.ref, passage]));
  const top = hits.slice(0, 5).map((hit) => byRef.get(String(hit.id))?.text ?? "");
  const counts = new Map<string, number>();
  for (const text of top)
    for (const word of new Set(text.toLowerCase().match(/\p{L}{5,}/gu) ?? []))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const related = [...counts]
    .filter(([word, count]) => count > 1 && !STOP.has(word))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const second =
    top.length === 0
      ? []
      : index.search([asked, asked, ...related.slice(0, 15).map(([word]) => word)].join(" "));
  return new Map(second.map((hit) => [String(hit.id), hit.score]));
}

function inSourceOrder(passages: readonly Passage[], scores: ReadonlyMap<string, number>): Passage[] {
  const sources = [...new Set(passages.map((passage) => passage.sourceId))];
  const bestOf = (source: string) =>
    Math.max(
      0,
      ...passages
        .filter((passage) => passage.sourceId === source)
        .map((passage) => scores.get(passage.ref) ?? 0),
    );
  const ranked = sources
    .map((source, at) => ({ source, at, best: bestOf(source) }))
    .sort((a, b) => b.best - a.best || a.at - b.at);
  return ranked.flatMap(({ source }) =>
    passages.filter((passage) => passage.sourceId === source).sort((a, b) => a.start - b.start),
  );
}

const wordsIn = (passages: readonly Passage[]): number =>
  passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);

const stemmed = (word: string): string => word.replace(/(?<=\p{L}{3})(ies|es|s)$/u, "");

const STOP = new Set(
  (
    "the and for that with this from are was were has have had not but its into than then they their there these those which while " +
    "when where what who how why can may also more most some such other about over under between because could would should each " +
    "learn learning introduction course lesson understand basics guide overview explain describe identify"
  ).split(" "),
);

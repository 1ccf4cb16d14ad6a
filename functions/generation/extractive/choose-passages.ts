import MiniSearch from "minisearch";
import type { Brief, Passage } from "../draft.ts";

/** A lesson plan names no more passages than this (`LessonPlan.passages`). */
export const PASSAGES_PER_LESSON = 40;
const FEWEST_WORDS = 300;

/**
 * The passages worth using for the brief's topic, in text order, the most relevant source first. Everything is
 * kept when the topic says nothing about the text, and never less than a short course needs.
 */
export function choosePassages(passages: readonly Passage[], brief: Brief): Passage[] {
  const scores = relevance(passages, brief);
  const best = Math.max(0, ...scores.values());
  if (best === 0) return inSourceOrder(passages, scores);
  const smooth = passages.map((passage, at) => {
    const near = [at - 1, at + 1]
      .map((index) => passages[index])
      .filter((other) => other?.sourceId === passage.sourceId);
    const own = scores.get(passage.ref) ?? 0;
    return Math.max(own, ...near.map((other) => 0.7 * (scores.get(other?.ref ?? "") ?? 0)));
  });
  const relevant = passages.filter((_, at) => (smooth[at] ?? 0) >= best * 0.12);
  const isMixed = relevant.length <= passages.length * 0.85;
  return inSourceOrder(isMixed && wordsIn(relevant) >= FEWEST_WORDS ? relevant : passages, scores);
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

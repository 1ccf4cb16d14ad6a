import MiniSearch from "minisearch";
import type { StoredSource } from "../learning/source.ts";
import type { Library } from "../learning/source-library.ts";
import { wordsOf } from "../learning/term.ts";
import { Problem } from "../shared/problem.ts";
import { type LessonPlan, PASSAGES_PER_LESSON, type Passage } from "./draft.ts";

/** Every passage of the given sources, in order, each with the short name a model cites it by. */
export async function gatherPassages(
  deps: { library: Library },
  sourceIds: readonly string[],
): Promise<Passage[]> {
  const sources = await Promise.all(
    sourceIds.map(async (sourceId) => ({ sourceId, passages: await deps.library.passages(sourceId) })),
  );
  return sources
    .flatMap(({ sourceId, passages }) =>
      passages.map(({ start, end, heading, page, pageBreaks, text }) => ({
        sourceId,
        start,
        end,
        text,
        ...(heading !== undefined && { heading }),
        ...(page !== undefined && { page }),
        ...(pageBreaks && { pageBreaks }),
      })),
    )
    .map((passage, index) => ({ ref: `p${index + 1}`, ...passage }));
}

/** A topic is written from at most this many sources that nobody chose. */
const SOURCES_FOUND = 2;

/**
 * The readable sources that fit a topic, best first. A source fits when at least half of the topic's words are
 * among its own, and it speaks of them together: a topic about one thing is not written from a text about another.
 * @throws {Problem} `sources-missing` when the model needs sources and none fits.
 */
export async function findSources(
  deps: { library: Library },
  input: { userId: string; topic: string; required: boolean },
): Promise<StoredSource[]> {
  const words = [...new Set(wordsOf(input.topic))];
  const candidates = await deps.library.readable(input.userId);
  const ranked = candidates
    .map((source) => ({ source, score: closeness(words, source) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_READ);
  const fitting = await Promise.all(ranked.map(({ source }) => speaksOf(deps.library, source, words)));
  const fit = ranked.filter((_, index) => fitting[index]);
  const best = fit[0]?.score ?? 0;
  const found = fit.filter(({ score }) => score >= best * 0.8).slice(0, SOURCES_FOUND);
  if (found.length === 0 && input.required) throw nothingFits(input.topic);
  return found.map(({ source }) => source);
}

/** Sources that are read to see whether they fit. */
const MOST_READ = 8;

/** What a text says most often is what it is about. */
const MAIN_TERMS = 4;
/** Words of content that stand at most so far from each other are taken for one thought. */
const NEAR = 5;

/**
 * Whether a source is about the words together: half of them are in its title, one is among its main terms, or two
 * stand near each other in its text. Water and a cycle, each somewhere, are no water cycle.
 */
async function speaksOf(library: Library, source: StoredSource, words: readonly string[]): Promise<boolean> {
  const wanted = new Set(words);
  const inTitle = new Set(wordsOf(source.title).filter((word) => wanted.has(word))).size;
  if (words.length < 2 || inTitle * 2 >= words.length) return true;
  if (source.terms.slice(0, MAIN_TERMS).some((term) => wanted.has(term))) return true;
  const passages = await library.passages(source.id);
  return passages.some(({ text }) => {
    const told = wordsOf(text);
    return told.some(
      (word, at) =>
        wanted.has(word) &&
        told.slice(at + 1, at + 1 + NEAR).some((next) => next !== word && wanted.has(next)),
    );
  });
}

/** The share of the topic's words a source has, more for those in its title or used often. */
function closeness(words: readonly string[], source: StoredSource): number {
  if (words.length === 0) return 0;
  const title = new Set(wordsOf(source.title));
  const rank = new Map(source.terms.map((term, index) => [term, index]));
  const score = words.reduce((sum, word) => {
    if (title.has(word)) return sum + 1.2;
    const index = rank.get(word);
    return index === undefined ? sum : sum + (index < 20 ? 1 : 0.8);
  }, 0);
  return score / words.length;
}

const nothingFits = (topic: string): Problem =>
  new Problem(
    "sources-missing",
    `Nothing in your sources or the library is about “${topic}”. Bring a text with POST /v1/sources and name it in sourceIds, or have the operator configure a language model (LYO_MODEL_PROVIDER), which can write without one.`,
  );

const PASSAGES_FOUND = 4;
const SURROUNDINGS = 60;

/** What one lesson is written from: the passages its plan names and those its words find, in the source's order. */
export function lessonPassages(
  plan: LessonPlan,
  passages: readonly Passage[],
): { passages: Passage[]; surroundings: Passage[] } {
  const planned = new Set(plan.passages.slice(0, PASSAGES_PER_LESSON));
  const wanted = planned.size > 0 ? planned : new Set(search(plan, passages));
  const chosen = passages.filter((passage) => wanted.has(passage.ref));
  const first = passages.findIndex((passage) => wanted.has(passage.ref));
  const near = passages
    .map((passage, index) => ({ passage, distance: Math.abs(index - first) }))
    .filter(({ passage }) => !wanted.has(passage.ref))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SURROUNDINGS);
  return { passages: chosen, surroundings: near.map(({ passage }) => passage) };
}

/** BM25 over the passages, by the lesson's own words. */
function search(plan: LessonPlan, passages: readonly Passage[]): string[] {
  const index = new MiniSearch<Passage>({
    idField: "ref",
    fields: ["text", "heading"],
    searchOptions: { boost: { heading: 2 } },
  });
  index.addAll(passages);
  const query = [plan.title, ...plan.terms, ...plan.objectives].join(" ");
  return index
    .search(query)
    .slice(0, PASSAGES_FOUND)
    .map((result) => String(result.id));
}

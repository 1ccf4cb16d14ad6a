import type { Item } from "./coursework.ts";
import type { Lexicon } from "./lexicons/list.ts";
import { rootOf } from "./prose.ts";
import { contentWords, fold } from "./words.ts";

/** How somebody guesses who has read no lesson. */
export const STRATEGIES = ["longest", "stem-overlap", "without-absolutes", "same-place"] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What a strategy came to over some questions. */
export interface Guessed {
  readonly strategy: Strategy;
  /** Right guesses to be expected: where several options look alike, the share of them that is right. */
  readonly hits: number;
  /** Right guesses of somebody who picks at random. */
  readonly chance: number;
  readonly items: number;
}

/** Questions that can be guessed: something to choose from, and one right answer. */
export const guessable = (items: readonly Item[]): Item[] =>
  items.filter(({ options }) => options.length >= 2 && options.filter(({ correct }) => correct).length === 1);

/**
 * How well each strategy does over questions, in the order in which learners see the options. The last one always
 * picks the same place, the luckiest there is.
 */
export function guess(items: readonly Item[], lexicon: Lexicon): Guessed[] {
  const asked = guessable(items);
  const chance = asked.reduce((sum, { options }) => sum + 1 / options.length, 0);
  const hitsOf = (score: Scorer): number =>
    asked.reduce((sum, item) => sum + expectedHit(item, score(item, lexicon)), 0);
  const places = Math.max(0, ...asked.map(({ options }) => options.length));
  const byPlace = Array.from({ length: places }, (_, place) =>
    hitsOf(({ options }) => options.map((__, n) => Number(n === place))),
  );
  const hits: Readonly<Record<Strategy, number>> = {
    longest: hitsOf(longest),
    "stem-overlap": hitsOf(overlap),
    "without-absolutes": hitsOf(withoutAbsolutes),
    "same-place": Math.max(0, ...byPlace),
  };
  return STRATEGIES.map((strategy) => ({ strategy, hits: hits[strategy], chance, items: asked.length }));
}

/** How much each option looks like the right one. */
type Scorer = (item: Item, lexicon: Lexicon) => readonly number[];

const longest: Scorer = ({ options }) => options.map(({ text }) => text.trim().length);

const overlap: Scorer = ({ stem, options }, { stopWords }) => {
  const asked = new Set(contentWords(stem.slice(0, 2000), stopWords).map(rootOf));
  return options.map(
    ({ text }) =>
      new Set(
        contentWords(text, stopWords)
          .map(rootOf)
          .filter((root) => asked.has(root)),
      ).size,
  );
};

const withoutAbsolutes: Scorer = ({ options }, { absolutes, notAbsolute }) =>
  options.map(({ text }) => (absolutes.test(fold(text).replace(notAbsolute, " ")) ? -1 : text.trim().length));

/** The chance to be right for whoever picks among the options that score most. */
function expectedHit({ options }: Item, scores: readonly number[]): number {
  const most = Math.max(...scores);
  const best = options.filter((_, n) => scores[n] === most);
  return best.filter(({ correct }) => correct).length / best.length;
}

/** How likely at least so many right guesses are for whoever picks at random: the binomial's upper tail. */
export function luckOf({ hits, chance, items }: Pick<Guessed, "hits" | "chance" | "items">): number {
  const share = chance / items;
  if (share >= 1) return 1;
  let log = items * Math.log(1 - share);
  let tail = 0;
  for (let right = 0; right <= items; right++) {
    if (right >= hits) tail += Math.exp(log);
    log += Math.log(((items - right) / (right + 1)) * (share / (1 - share)));
  }
  return Math.min(1, tail);
}

/** The best of the strategies, as a share of the questions. */
export function bestGuess(guesses: readonly Guessed[]): Guessed | undefined {
  const [first, ...others] = guesses;
  return first && others.reduce((best, other) => (other.hits > best.hits ? other : best), first);
}

import { describe, expect, it } from "vitest";
import type { Item } from "#functions/quality/coursework";
import { bestGuess, guess, luckOf } from "#functions/quality/guess";
import { lexiconFor } from "#functions/quality/lexicon";
import { chiSquareTail, keyPositions } from "#functions/quality/rules/key-positions";
import { aCourse, aLesson, anItem, courseOf, scoreOf } from "./coursework.ts";

const lexicon = lexiconFor("en");
const item = (stem: string, options: readonly string[], right: number): Item =>
  anItem(stem, { options: options.map((text, n) => ({ text, correct: n === right })) });
const hits = (items: readonly Item[]) =>
  Object.fromEntries(guess(items, lexicon).map((each) => [each.strategy, each.hits]));

describe("a guesser who has read nothing", () => {
  it("shares a guess among options that look alike", () => {
    expect(hits([item("Which?", ["aaaa", "bbbb", "cc", "dd"], 0)])).toMatchObject({ longest: 0.5 });
    expect(hits([item("Which?", ["aa", "bb", "cc", "dddd"], 0)])).toMatchObject({ longest: 0 });
  });

  it("knows words of the question again, and drops what holds always", () => {
    expect(
      hits([item("What do volcanoes erupt?", ["Rain", "Ash of the volcano", "Sand"], 1)])["stem-overlap"],
    ).toBe(1);
    expect(
      hits([item("Which holds?", ["It never does what it is told to", "It does so", "It is"], 1)]),
    ).toMatchObject({ longest: 0, "without-absolutes": 1 });
  });

  it("is as good as chance where nothing tells", () => {
    const items = Array.from({ length: 40 }, (_, n) =>
      item(`Which of ${n}?`, ["aa", "bb", "cc", "dd"], n % 4),
    );
    const best = bestGuess(guess(items, lexicon));
    expect(best).toMatchObject({ hits: 10, chance: 10, items: 40 });
  });

  it("does not guess where several answers are right, or nothing is to be chosen", () => {
    const several = anItem("Which?", {
      kind: "multiple",
      options: [
        { text: "a", correct: true },
        { text: "b", correct: true },
        { text: "c", correct: false },
      ],
    });
    expect(bestGuess(guess([several, anItem("____", { options: [] })], lexicon))?.items).toBe(0);
  });
});

describe("luck", () => {
  it.each([
    [{ hits: 0, chance: 5, items: 20 }, 1],
    [{ hits: 10, chance: 5, items: 20 }, 0.0139],
    [{ hits: 4, chance: 1, items: 4 }, 0.0039],
    [{ hits: 400, chance: 250, items: 1000 }, 0],
  ])("is the binomial's upper tail: %j", (guessed, tail) => {
    expect(luckOf(guessed)).toBeCloseTo(tail, 4);
  });

  it("is not held against a few questions, and is told", () => {
    const course = (count: number) =>
      courseOf([
        {
          items: Array.from({ length: count }, (_, n) => ({
            ...item(`Which of ${n}?`, ["aa", "bb", "cc", "dd"], n % 2 === 0 ? 0 : n % 4),
            id: `q${n}`,
          })),
        },
      ]);
    const [few, many] = [12, 120].map((count) => scoreOf("blind-guesser", course(count)));
    expect(few).toMatchObject({ verdict: "good", value: 50 });
    expect(few?.sentence).toMatch(/by chance it would be 25 %, and with 12 questions that may be luck\.$/);
    expect(many).toMatchObject({ verdict: "poor", value: 50 });
    expect(many?.sentence).not.toContain("luck");
  });
});

describe("the places of right answers", () => {
  it.each([
    [3.841, 1, 0.05],
    [7.815, 3, 0.05],
    [16.266, 3, 0.001],
    [0.352, 3, 0.95],
    [18.307, 10, 0.05],
  ])("χ² of %d with %d degrees has the tail of the tables", (statistic, freedom, p) => {
    expect(chiSquareTail(statistic, freedom)).toBeCloseTo(p, 4);
  });

  const course = (placeOf: (n: number) => number, count = 40) =>
    aCourse({
      lessons: [
        aLesson({
          items: Array.from({ length: count }, (_, n) => ({
            ...item(`Which of ${n}?`, ["aa", "bb", "cc", "dd"], placeOf(n)),
            id: `q${n}`,
          })),
        }),
      ],
    });

  it("are good where they are even, poor where one is preferred, and not judged where they are few", () => {
    expect(
      keyPositions.measure(
        course((n) => n % 4),
        lexicon,
      ),
    ).toMatchObject({ verdict: "good", value: 1 });
    expect(
      keyPositions.measure(
        course(() => 0),
        lexicon,
      ),
    ).toMatchObject({ verdict: "poor", value: 0 });
    expect(
      keyPositions.measure(
        course((n) => n % 4, 12),
        lexicon,
      ),
    ).toBeUndefined();
  });
});

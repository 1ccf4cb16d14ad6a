import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Question } from "#functions/learning/block";
import { seedOf, shuffleQuestions } from "#functions/learning/shuffle";

const aQuestion = (kind: Question["kind"], texts: readonly string[]): Question => ({
  ...{ id: randomUUID(), prompt: "What?", kind },
  options: texts.map((text) => ({ id: randomUUID(), text })),
});

const order = (question: Question, seed = "seed", language = "en") =>
  shuffleQuestions([question], { seed, language })[0]?.options.map(({ text }) => text);

const LETTERS = ["a", "b", "c", "d"];

describe("questions", () => {
  it("come in the same order for the same seed, whole, and in another for another", () => {
    const questions = Array.from({ length: 12 }, () => aQuestion("single", LETTERS));
    const ids = (seed: string) => shuffleQuestions(questions, { seed, language: "en" }).map(({ id }) => id);
    expect(ids("one")).toEqual(ids("one"));
    expect(ids("one")).not.toEqual(ids("two"));
    expect(ids("one").sort()).toEqual(questions.map(({ id }) => id).sort());
    expect(shuffleQuestions(questions.toReversed(), { seed: "one", language: "en" })).toEqual(
      shuffleQuestions(questions, { seed: "one", language: "en" }),
    );
  });

  it("have a seed of their learner, lesson and attempt", () => {
    const [learner, lesson] = [randomUUID(), randomUUID()];
    const seeds = [
      seedOf(learner, lesson, 1),
      ...[seedOf(learner, lesson, 2), seedOf(randomUUID(), lesson, 1), seedOf(learner, randomUUID(), 1)],
    ];
    expect(new Set(seeds).size).toBe(4);
    expect(seeds[0]).toBe(seedOf(learner, lesson, 1));
  });
});

describe("options", () => {
  it("stand in every place about as often", () => {
    const question = aQuestion("single", LETTERS);
    const seen = new Map<string, number>();
    for (let n = 0; n < 4000; n++)
      order(question, seedOf("learner", "lesson", n))?.forEach((text, place) => {
        seen.set(`${text}${place}`, (seen.get(`${text}${place}`) ?? 0) + 1);
      });
    // A thousand each are expected, give or take 27 (one standard deviation).
    expect(seen.size).toBe(16);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(150);
  });

  it.each([
    [["True", "False"], "trueFalse", ["True", "False"]],
    [["30", "4", "100"], "single", ["4", "30", "100"]],
    [["1 km", "300 m", "20 cm"], "single", ["20 cm", "300 m", "1 km"]],
    [["1,000", "20", "-3"], "single", ["-3", "20", "1,000"]],
  ] as const)("%j of a question of the kind %s stand as everybody expects", (texts, kind, wanted) => {
    for (const seed of LETTERS) expect(order(aQuestion(kind, texts), seed)).toEqual(wanted);
  });

  it("that speak of those above them come last", () => {
    for (const seed of LETTERS)
      expect(order(aQuestion("single", ["x", "All of the above", "y", "z"]), seed)?.at(-1)).toBe(
        "All of the above",
      );
  });
});

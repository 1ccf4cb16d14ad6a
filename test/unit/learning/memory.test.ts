import fc from "fast-check";
import { createEmptyCard, fsrs, type Grade } from "ts-fsrs";
import { describe, expect, it } from "vitest";
import { freshMemory, type Memory, ReviewRating, recall } from "#functions/learning/memory";
import { EVERY_DAY, FIRST_REVIEW, GOOD_ONES, MEMORY_STATE, WHEN_DUE } from "../../support/fsrs-vectors.ts";

const DAY_MS = 24 * 3_600_000;
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

/** What each of the reviews makes of a card, one after the other. */
function memories(reviews: readonly { at: string; rating: ReviewRating }[], retention = 0.9): Memory[] {
  let memory = freshMemory(reviews[0]?.at ?? "");
  return reviews.map((review) => {
    memory = recall(memory, review, retention);
    return memory;
  });
}

describe("recall, on the vectors that ts-fsrs publishes", () => {
  it("comes to the published intervals when each review is made as the card falls due", () => {
    let memory = freshMemory(WHEN_DUE.begins);
    const intervals = WHEN_DUE.ratings.map((rating) => {
      memory = recall(memory, { at: memory.dueAt, rating }, 0.9);
      return memory.scheduledDays;
    });
    expect(intervals).toEqual(WHEN_DUE.intervals);
  });

  it("comes to the published memory state", () => {
    let at = MEMORY_STATE.begins as string;
    const reviews = MEMORY_STATE.ratings.map((rating, index) => {
      at = later(at, (MEMORY_STATE.daysApart[index] ?? 0) * DAY_MS);
      return { at, rating };
    });
    const end = memories(reviews).at(-1);
    expect(end?.stability).toBeCloseTo(MEMORY_STATE.stability, 4);
    expect(end?.difficulty).toBeCloseTo(MEMORY_STATE.difficulty, 4);
  });

  it.each(ReviewRating.options)("comes to the published first step after %s", (rating) => {
    const at = WHEN_DUE.begins;
    const { dueInMs, ...published } = FIRST_REVIEW[rating];
    const [memory] = memories([{ at, rating }]);
    expect(memory).toMatchObject({ ...published, dueAt: later(at, dueInMs), reps: 1, lapses: 0 });
  });

  it("comes to the published histories of stability and difficulty", () => {
    const history = memories(
      GOOD_ONES.at.map((date) => ({ at: `${date}T00:00:00.000Z`, rating: "good" as const })),
    );
    expect(history.map(({ scheduledDays }) => scheduledDays)).toEqual(GOOD_ONES.intervals);
    expect(history.map(({ stability }) => stability)).toEqual(GOOD_ONES.stability);
    expect(history.map(({ difficulty }) => difficulty)).toEqual(GOOD_ONES.difficulty);
    const daily = EVERY_DAY.ratings.map((rating, day) => ({
      at: later(EVERY_DAY.begins, day * DAY_MS),
      rating,
    }));
    expect(memories(daily).at(-1)).toMatchObject(EVERY_DAY.end);
  });
});

const aHistory = fc
  .array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 200 * DAY_MS }),
      rating: fc.constantFrom(...ReviewRating.options),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let at = "2025-01-01T00:00:00.000Z";
    return steps.map(({ afterMs, rating }) => {
      at = later(at, afterMs);
      return { at, rating };
    });
  });

describe("recall", () => {
  it("is to a billionth what ts-fsrs makes of the same reviews, for any of them", () => {
    fc.assert(
      fc.property(aHistory, fc.double({ min: 0.7, max: 0.97, noNaN: true }), (reviews, retention) => {
        const scheduler = fsrs({ request_retention: retention, enable_fuzz: false });
        let card = createEmptyCard(new Date(reviews[0]?.at ?? ""));
        const ours = memories(reviews, retention);
        reviews.forEach(({ at, rating }, index) => {
          // Grades are 1 to 4, in the order of our ratings.
          card = scheduler.next(card, new Date(at), (ReviewRating.options.indexOf(rating) + 1) as Grade).card;
          const memory = ours[index];
          expect(memory?.dueAt).toBe(card.due.toISOString());
          expect(Math.abs((memory?.stability ?? 0) - card.stability)).toBeLessThan(1e-9);
          expect(Math.abs((memory?.difficulty ?? 0) - card.difficulty)).toBeLessThan(1e-9);
          expect([memory?.reps, memory?.lapses, memory?.learningSteps]).toEqual([
            card.reps,
            card.lapses,
            card.learning_steps,
          ]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("remembers the same whatever retention is wanted: that decides when the card is due alone", () => {
    fc.assert(
      fc.property(aHistory, (reviews) => {
        const [low, high] = [0.7, 0.97].map((retention) => memories(reviews, retention).at(-1));
        const { dueAt: __, scheduledDays: ___, ...kept } = low ?? freshMemory("2025-01-01T00:00:00.000Z");
        expect(high).toMatchObject(kept);
        expect((high?.dueAt ?? "") <= (low?.dueAt ?? "")).toBe(true);
      }),
    );
  });
});
